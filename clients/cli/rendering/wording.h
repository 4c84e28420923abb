// The words for single values in tables and messages.
#pragma once

#include <string>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "berth/v1/placement.pb.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace berth {

// An enum value's name without the prefix that all of its enum's values share: `FEASIBLE`.
std::string ShortName(const google::protobuf::EnumDescriptor& type, int number);

template <typename Enum>
std::string ShortName(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// The same as `--provider` and other options spell it: `decision-only`.
template <typename Enum>
std::string OptionWord(Enum value) {
  std::string word = absl::AsciiStrToLower(ShortName(value));
  for (char& c : word) c = c == '_' ? '-' : c;
  return word;
}

// The value that an option's word stands for. `word` must be one of the enum's.
template <typename Enum>
Enum ParseOptionWord(absl::string_view word) {
  const google::protobuf::EnumDescriptor& type = *google::protobuf::GetEnumDescriptor<Enum>();
  for (int i = 0; i < type.value_count(); ++i) {
    const Enum value = static_cast<Enum>(type.value(i)->number());
    if (OptionWord(value) == word) return value;
  }
  return Enum{};
}

// `UNKNOWN_REASON subject: message (required 4, available 2)`.
std::string FindingText(const v1::Finding& finding);

// `48 GB`, `2 × 48 GB`, or empty for CPU hardware.
std::string GpuMemoryText(const v1::Hardware& hardware);

// `0.000975`, or `unknown`.
std::string PriceText(const v1::Hardware& hardware);

// `10 CPU, 72 GiB, 1 GPU`, or `not stated`.
std::string ResourcesText(const v1::Resources& resources);

}  // namespace berth
