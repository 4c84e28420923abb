// Whether a SKU is offered for a purpose, and which of its flags say no.
#pragma once

#include "berth/v1/catalog.pb.h"
#include "core/findings/findings.h"

namespace berth {

// available for models = billable, public, not legacy, `allow_for_models`; for deployments alike. Preview hides
// nothing.
v1::Availability AvailabilityOf(const v1::Sku& sku);

// An obstacle for each flag that rules the SKU out for `purpose`; without a purpose there are none.
void AddUnavailability(const v1::Sku& sku, v1::Purpose purpose, Findings& findings);

}  // namespace berth
