#include <vector>

#include "absl/strings/str_cat.h"
#include "core/errors/error_report.h"
#include "core/wire/wire.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/unknown_field_set.h"

namespace berth {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::Reflection;

// A message can hold millions of unknown fields, and an answer must stay small.
constexpr int kMaxReported = 50;

// Where a field stands, written out only if it is reported.
struct Path {
  const Path* parent = nullptr;
  absl::string_view name;
  int index = -1;  // Of an entry.

  std::string ToString() const {
    std::string text = parent == nullptr ? "" : parent->ToString();
    if (!name.empty()) absl::StrAppend(&text, text.empty() ? "" : ".", name);
    if (index >= 0) absl::StrAppend(&text, "[", index, "]");
    return text;
  }
};

void CheckMessage(const Message& message, const Path& path, Violations& violations);

void CheckUnknownFields(const Message& message, const Path& path, Violations& violations) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count() && violations.size() < kMaxReported; ++i) {
    violations.Add(v1::ERROR_REASON_UNKNOWN_FIELD, path.ToString(),
                   absl::StrCat("field number ", unknown.field(i).number(), " is not known in `",
                                message.GetDescriptor()->full_name(), "`"));
  }
}

void CheckEnumNumber(const FieldDescriptor& field, int number, const Path& path, Violations& violations) {
  if (field.enum_type()->FindValueByNumber(number) != nullptr) return;
  violations.Add(v1::ERROR_REASON_UNKNOWN_ENUM_VALUE, path.ToString(),
                 absl::StrCat("`", number, "` is no value of `", field.enum_type()->full_name(), "`"));
}

void CheckField(const Message& message, const FieldDescriptor& field, const Path& parent, Violations& violations) {
  const Reflection& reflection = *message.GetReflection();
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  const bool is_enum = field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
  if (!is_message && !is_enum) return;
  Path path{.parent = &parent, .name = field.name()};
  if (!field.is_repeated()) {
    if (is_message) CheckMessage(reflection.GetMessage(message, &field), path, violations);
    if (is_enum) CheckEnumNumber(field, reflection.GetEnumValue(message, &field), path, violations);
    return;
  }
  const int size = reflection.FieldSize(message, &field);
  for (path.index = 0; path.index < size && violations.size() < kMaxReported; ++path.index) {
    if (is_message) CheckMessage(reflection.GetRepeatedMessage(message, &field, path.index), path, violations);
    if (is_enum) CheckEnumNumber(field, reflection.GetRepeatedEnumValue(message, &field, path.index), path, violations);
  }
}

void CheckMessage(const Message& message, const Path& path, Violations& violations) {
  CheckUnknownFields(message, path, violations);
  std::vector<const FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    if (violations.size() >= kMaxReported) return;
    CheckField(message, *field, path, violations);
  }
}

}  // namespace

absl::Status CheckStrict(const Message& message) {
  Violations violations;
  CheckMessage(message, Path(), violations);
  return violations.ToStatus();
}

}  // namespace berth
