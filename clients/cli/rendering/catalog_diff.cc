#include "clients/cli/rendering/catalog_diff.h"

#include <array>
#include <map>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/rendering/text_table.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/text_format.h"

namespace berth {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// Every value of a catalog by its path. Sorted, so that entries stand together.
using Values = std::map<std::string, std::string>;

// Fields that tell the entries of a list apart, in the order in which they are looked for.
constexpr std::array<absl::string_view, 10> kNamingFields = {
    "name", "pop", "code", "prefix", "provider", "deployable", "model_id", "compute_unit", "compute_units_per_instance",
    "key"};

std::string ValueText(const Message& message, const FieldDescriptor& field, int index) {
  std::string text;
  google::protobuf::TextFormat::PrintFieldValueToString(message, &field, index, &text);
  return text;
}

// The entry's name in brackets; entries that have none go by their place, which the canonical form fixes.
std::string EntryName(const Message& entry, int index) {
  for (absl::string_view name : kNamingFields) {
    const FieldDescriptor* field = entry.GetDescriptor()->FindFieldByName(std::string(name));
    if (field == nullptr || field->is_repeated() || field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string text = ValueText(entry, *field, -1);
    return text.size() > 1 && text.front() == '"' ? text.substr(1, text.size() - 2) : text;
  }
  return absl::StrCat(index);
}

// Whether the field has a value to show. A flag or a number that cannot be unset has one even at zero.
bool IsStated(const Message& message, const FieldDescriptor& field) {
  if (message.GetReflection()->HasField(message, &field)) return true;
  return !field.has_presence() && field.cpp_type() != FieldDescriptor::CPPTYPE_STRING;
}

void Flatten(const Message& message, const std::string& path, Values& values);

void FlattenRepeated(const Message& message, const FieldDescriptor& field, const std::string& path, Values& values) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < reflection.FieldSize(message, &field); ++i) {
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      const Message& entry = reflection.GetRepeatedMessage(message, &field, i);
      std::string entry_path = absl::StrCat(path, "[", EntryName(entry, i), "]");
      // Two entries of one name are told apart, so that none hides the other.
      if (values.contains(entry_path)) absl::StrAppend(&entry_path, "#", i);
      values[entry_path] = "";
      Flatten(entry, entry_path, values);
    } else {
      values[absl::StrCat(path, "[", ValueText(message, field, i), "]")] = "";
    }
  }
}

void Flatten(const Message& message, const std::string& path, Values& values) {
  const Reflection& reflection = *message.GetReflection();
  for (int i = 0; i < message.GetDescriptor()->field_count(); ++i) {
    const FieldDescriptor& field = *message.GetDescriptor()->field(i);
    const std::string field_path = path.empty() ? field.name() : absl::StrCat(path, ".", field.name());
    if (field.is_repeated()) {
      FlattenRepeated(message, field, field_path, values);
    } else if (!IsStated(message, field)) {
      continue;
    } else if (field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      values[field_path] = "";
      Flatten(reflection.GetMessage(message, &field), field_path, values);
    } else {
      values[field_path] = ValueText(message, field, -1);
    }
  }
}

std::string Line(absl::string_view mark, const std::string& path, const std::string& value) {
  return absl::StrCat(mark, " ", Visible(path), value.empty() ? "" : ": ", Visible(value), "\n");
}

}  // namespace

std::string RenderCatalogDiff(const v1::Catalog& left, const v1::Catalog& right) {
  Values before;
  Values after;
  Flatten(left, "", before);
  Flatten(right, "", after);
  std::string diff;
  auto old_value = before.begin();
  auto new_value = after.begin();
  while (old_value != before.end() || new_value != after.end()) {
    const bool only_old =
        new_value == after.end() || (old_value != before.end() && old_value->first < new_value->first);
    const bool only_new =
        old_value == before.end() || (new_value != after.end() && new_value->first < old_value->first);
    if (only_old) {
      diff += Line("-", old_value->first, old_value->second);
    } else if (only_new) {
      diff += Line("+", new_value->first, new_value->second);
    } else if (old_value->second != new_value->second) {
      diff += Line("~", old_value->first, absl::StrCat(old_value->second, " -> ", new_value->second));
    }
    if (!only_new) ++old_value;
    if (!only_old) ++new_value;
  }
  return diff;
}

}  // namespace berth
