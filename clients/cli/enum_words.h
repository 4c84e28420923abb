// How people write enum values: `cks` for `PROVIDER_CKS`, and
// `deployment-prediction` for `DEPLOYABLE_KIND_DEPLOYMENT_PREDICTION`. Every word
// comes from the enum's descriptor.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/generated_enum_reflection.h"

namespace berth {

// The name without the prefix that all values of the enum share: `FEASIBLE`. The number if there is no such value, as
// in an answer from a newer server.
std::string ShortName(const google::protobuf::EnumDescriptor& type, int number);

// The short name in lower case, with `-` for `_`. Empty for `…_UNSPECIFIED`: nobody writes it.
std::string EnumWord(const google::protobuf::EnumDescriptor& type, int number);

// All words, in the order of the enum.
std::vector<std::string> EnumWords(const google::protobuf::EnumDescriptor& type);

// Null unless `text` is a value's name or word, letter for letter.
const google::protobuf::EnumValueDescriptor* FindEnumValue(const google::protobuf::EnumDescriptor& type,
                                                           absl::string_view text);

// The words nearest to `text`, which may be a misspelt name or word.
std::vector<std::string> NearestEnumWords(const google::protobuf::EnumDescriptor& type, absl::string_view text);

template <typename Enum>
std::string ShortName(Enum value) {
  return ShortName(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

template <typename Enum>
std::string EnumWord(Enum value) {
  return EnumWord(*google::protobuf::GetEnumDescriptor<Enum>(), value);
}

// The zero value unless `text` is a value's name or word.
template <typename Enum>
Enum ParseEnum(absl::string_view text) {
  const auto* value = FindEnumValue(*google::protobuf::GetEnumDescriptor<Enum>(), text);
  return value == nullptr ? Enum{} : static_cast<Enum>(value->number());
}

}  // namespace berth
