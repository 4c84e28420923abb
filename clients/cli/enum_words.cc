#include "clients/cli/enum_words.h"

#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;

constexpr absl::string_view kUnspecified = "UNSPECIFIED";

// `PROVIDER_`, of `PROVIDER_UNSPECIFIED`. Empty if the enum has no such value.
absl::string_view PrefixOf(const EnumDescriptor& type) {
  const EnumValueDescriptor* zero = type.FindValueByNumber(0);
  absl::string_view prefix = zero == nullptr ? absl::string_view() : absl::string_view(zero->name());
  return absl::ConsumeSuffix(&prefix, kUnspecified) ? prefix : absl::string_view();
}

std::string ToWord(absl::string_view name) { return absl::StrReplaceAll(absl::AsciiStrToLower(name), {{"_", "-"}}); }

}  // namespace

std::string ShortName(const EnumDescriptor& type, int number) {
  const EnumValueDescriptor* value = type.FindValueByNumber(number);
  if (value == nullptr) return absl::StrCat(number);
  return std::string(absl::StripPrefix(value->name(), PrefixOf(type)));
}

std::string EnumWord(const EnumDescriptor& type, int number) {
  const std::string name = ShortName(type, number);
  return name == kUnspecified ? "" : ToWord(name);
}

std::vector<std::string> EnumWords(const EnumDescriptor& type) {
  std::vector<std::string> words;
  for (int i = 0; i < type.value_count(); ++i) {
    std::string word = EnumWord(type, type.value(i)->number());
    if (!word.empty()) words.push_back(std::move(word));
  }
  return words;
}

const EnumValueDescriptor* FindEnumValue(const EnumDescriptor& type, absl::string_view text) {
  if (text.empty()) return nullptr;
  for (int i = 0; i < type.value_count(); ++i) {
    const EnumValueDescriptor& value = *type.value(i);
    if (text == value.name() || text == EnumWord(type, value.number())) return &value;
  }
  return nullptr;
}

std::vector<std::string> NearestEnumWords(const EnumDescriptor& type, absl::string_view text) {
  const std::string prefix = ToWord(PrefixOf(type));
  const std::string typed = ToWord(text);
  const std::vector<std::string> words = EnumWords(type);
  return NearestNames(absl::StripPrefix(typed, prefix), std::vector<absl::string_view>(words.begin(), words.end()));
}

}  // namespace berth
