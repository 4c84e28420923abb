#include "core/catalog/canonical_form.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "core/wire/wire.h"
#include "google/protobuf/descriptor.h"
#include "google/protobuf/reflection.h"

namespace berth {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// Entries are named by their first field, where that is a string.
std::string NameOf(const Message& message) {
  const FieldDescriptor* name = message.GetDescriptor()->FindFieldByNumber(1);
  if (name == nullptr || name->is_repeated() || name->cpp_type() != FieldDescriptor::CPPTYPE_STRING) return "";
  return message.GetReflection()->GetString(message, name);
}

void SortMessages(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  std::vector<std::pair<std::pair<std::string, std::string>, Message*>> entries;
  for (int i = reflection.FieldSize(message, &field); i > 0; --i) {
    Message* entry = reflection.ReleaseLast(&message, &field);
    MakeCanonical(*entry);
    entries.push_back({{NameOf(*entry), Encode(*entry)}, entry});
  }
  std::sort(entries.begin(), entries.end());
  for (const auto& [key, entry] : entries) reflection.AddAllocatedMessage(&message, &field, entry);
}

template <typename T>
void SortScalars(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  const auto unsorted = reflection.GetRepeatedFieldRef<T>(message, &field);
  std::vector<T> sorted(unsorted.begin(), unsorted.end());
  std::sort(sorted.begin(), sorted.end());
  const auto values = reflection.GetMutableRepeatedFieldRef<T>(&message, &field);
  values.Clear();
  for (const T& value : sorted) values.Add(value);
}

void SortField(Message& message, const FieldDescriptor& field) {
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_MESSAGE:
      return SortMessages(message, field);
    case FieldDescriptor::CPPTYPE_STRING:
      return SortScalars<std::string>(message, field);
    case FieldDescriptor::CPPTYPE_INT32:
    case FieldDescriptor::CPPTYPE_ENUM:
      return SortScalars<int32_t>(message, field);
    default:
      // INVARIANT: the catalog's schema has no other repeated fields; a test walks it.
      return;
  }
}

}  // namespace

void MakeCanonical(Message& message) {
  const auto& reflection = *message.GetReflection();
  std::vector<const FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const FieldDescriptor* field : fields) {
    // Maps are sorted when they are encoded.
    if (field->is_map()) continue;
    if (field->is_repeated()) {
      SortField(message, *field);
    } else if (field->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) {
      MakeCanonical(*reflection.MutableMessage(&message, field));
    }
  }
}

}  // namespace berth
