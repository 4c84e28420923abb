// What a load measured, as one JSON object with sorted keys. Pure.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "google/protobuf/struct.pb.h"
#include "tests/traffic/load.h"

namespace berth {

// The value that the share `quantile` (0 to 1) of `sorted` does not exceed; 0 of nothing.
int64_t Quantile(const std::vector<int64_t>& sorted, double quantile);

// Milliseconds, of nanoseconds.
double Milliseconds(int64_t nanoseconds);

google::protobuf::Struct ReportOn(const LoadResult& result);

// In one line.
std::string ReportLine(const LoadResult& result);

}  // namespace berth
