// The words for single values in tables and messages.
#pragma once

#include <string>

#include "berth/v1/placement.pb.h"

namespace berth {

// `UNKNOWN_REASON subject: message (required 4, available 2)`.
std::string FindingText(const v1::Finding& finding);

// `48 GB`, `2 × 48 GB`, or empty for CPU hardware.
std::string GpuMemoryText(const v1::Hardware& hardware);

// `0.000975`, or `unknown`.
std::string PriceText(const v1::Hardware& hardware);

// `10 CPU, 72 GiB, 1 GPU`, or `not stated`.
std::string ResourcesText(const v1::Resources& resources);

}  // namespace berth
