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

std::string Join(const std::string& path, const std::string& name) {
  return path.empty() ? name : absl::StrCat(path, ".", name);
}

void CheckMessage(const Message& message, const std::string& path, Violations& violations);

void CheckUnknownFields(const Message& message, const std::string& path, Violations& violations) {
  const auto& unknown = message.GetReflection()->GetUnknownFields(message);
  for (int i = 0; i < unknown.field_count() && violations.size() < kMaxReported; ++i) {
    violations.Add(v1::ERROR_REASON_UNKNOWN_FIELD, path,
                   absl::StrCat("field number ", unknown.field(i).number(), " is not known in `",
                                message.GetDescriptor()->full_name(), "`"));
  }
}

void CheckEnumNumber(const FieldDescriptor& field, int number, const std::string& path, Violations& violations) {
  if (field.enum_type()->FindValueByNumber(number) != nullptr) return;
  violations.Add(v1::ERROR_REASON_UNKNOWN_ENUM_VALUE, path,
                 absl::StrCat("`", number, "` is no value of `", field.enum_type()->full_name(), "`"));
}

void CheckField(const Message& message, const FieldDescriptor& field, const std::string& path, Violations& violations) {
  const Reflection& reflection = *message.GetReflection();
  const bool is_message = field.cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE;
  const bool is_enum = field.cpp_type() == FieldDescriptor::CPPTYPE_ENUM;
  if (!is_message && !is_enum) return;
  const std::string field_path = Join(path, field.name());
  if (!field.is_repeated()) {
    if (is_message) CheckMessage(reflection.GetMessage(message, &field), field_path, violations);
    if (is_enum) CheckEnumNumber(field, reflection.GetEnumValue(message, &field), field_path, violations);
    return;
  }
  const int size = reflection.FieldSize(message, &field);
  for (int i = 0; i < size && violations.size() < kMaxReported; ++i) {
    const std::string entry_path = absl::StrCat(field_path, "[", i, "]");
    if (is_message) CheckMessage(reflection.GetRepeatedMessage(message, &field, i), entry_path, violations);
    if (is_enum) CheckEnumNumber(field, reflection.GetRepeatedEnumValue(message, &field, i), entry_path, violations);
  }
}

void CheckMessage(const Message& message, const std::string& path, Violations& violations) {
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
  CheckMessage(message, "", violations);
  return violations.ToStatus();
}

}  // namespace berth
