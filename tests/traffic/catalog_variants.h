// Catalogs that differ in every answer: variant `n` gives each compute unit `n`
// MiB more memory, so that an answer mixed from two of them fits neither.
#pragma once

#include <string>

#include "berth/v1/placement_service.pb.h"

namespace berth {

// As a catalog file says it.
std::string CatalogVariant(int n);

// What no server may take: cut off, empty, or at odds with itself, by `n`.
std::string SpoiltCatalog(int n);

// The bytes that a server with the catalog of this text must answer. Empty if it must refuse.
std::string DerivedAnswer(const std::string& catalog_text, const v1::BatchPlanPlacementRequest& request);

// The revision of the catalog; empty if it is none.
std::string RevisionOf(const std::string& catalog_text);

}  // namespace berth
