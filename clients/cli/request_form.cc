#include "clients/cli/request_form.h"

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "berth/v1/access.pb.h"
#include "berth/v1/workload.pb.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/yaml_json.h"
#include "clients/cli/enum_words.h"
#include "clients/cli/source.h"
#include "core/errors/error_report.h"
#include "core/names/nearest_names.h"
#include "core/wire/wire.h"
#include "google/protobuf/descriptor.h"

namespace berth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::EnumDescriptor;
using google::protobuf::EnumValueDescriptor;
using google::protobuf::FieldDescriptor;
using Kind = Document::Kind;

constexpr int kMaxReported = 50;
// Above it, a double no longer holds every integer.
constexpr double kExactIntegers = 9007199254740992.0;

absl::string_view KindName(Kind kind) {
  switch (kind) {
    case Kind::kNull:
      return "null";
    case Kind::kBool:
      return "a truth value";
    case Kind::kNumber:
      return "a number";
    case Kind::kString:
      return "a string";
    case Kind::kList:
      return "a list";
    case Kind::kMap:
      return "a map";
  }
  return "";
}

// `1e2` to `100`; false if the number has a fraction or is too large to tell.
bool WriteAsInteger(std::string& number) {
  double value = 0;
  if (!absl::SimpleAtod(number, &value) || std::trunc(value) != value || std::fabs(value) > kExactIntegers) {
    return false;
  }
  number = absl::StrCat(static_cast<int64_t>(value));
  return true;
}

bool IsDuration(absl::string_view text) {
  if (text.empty() || text.back() != 's') return false;
  text.remove_suffix(1);
  const size_t point = text.find('.');
  return IsJsonNumber(text) && text.find_first_of("eE") == absl::string_view::npos &&
         (point == absl::string_view::npos || text.size() - point <= 10);
}

bool IsAccessPolicy(const Descriptor* type) {
  return type == v1::ReplicateAccessPolicy::descriptor() || type == v1::WorkersAiAccessPolicy::descriptor();
}

// Whether the field is an access policy or part of one: of a Workers AI configuration, what its policy has too.
bool DecidesAccess(const FieldDescriptor& field) {
  const Descriptor* parent = field.containing_type();
  return IsAccessPolicy(parent) || IsAccessPolicy(field.message_type()) ||
         (parent == v1::WorkersAiConfig::descriptor() &&
          v1::WorkersAiAccessPolicy::descriptor()->FindFieldByName(field.name()) != nullptr);
}

class Checker {
 public:
  void CheckMessage(const Descriptor& form, Document& document, const std::string& path) {
    if (form.full_name() == "google.protobuf.Duration") return CheckDuration(document, path);
    if (!Expect(document, Kind::kMap, path)) return;
    absl::flat_hash_map<const FieldDescriptor*, const DocumentEntry*> seen;
    for (DocumentEntry& entry : document.entries) {
      if (violations_.size() >= kMaxReported) return;
      const FieldDescriptor* field = FindField(form, entry.key);
      if (field == nullptr) {
        UnknownField(form, entry, path);
        continue;
      }
      const std::string field_path = path.empty() ? field->name() : absl::StrCat(path, ".", field->name());
      const auto [earlier, is_first] = seen.emplace(field, &entry);
      if (!is_first) {
        Add(v1::ERROR_REASON_CONFLICTING_FIELDS, entry.position, field_path,
            absl::StrCat("`", entry.key, "` and `", earlier->second->key, "` are the same field"));
      }
      CheckField(*field, entry.value, field_path);
    }
  }

  absl::Status ToStatus() const { return violations_.ToStatus(); }

 private:
  void Add(v1::ErrorReason reason, Position position, absl::string_view path, absl::string_view message,
           const std::vector<std::string>& nearest = {}) {
    violations_.Add(reason, path, absl::StrCat(ToString(position), ": ", message), nearest);
  }

  bool Expect(const Document& value, Kind wanted, const std::string& path) {
    if (value.kind == wanted) return true;
    Add(v1::ERROR_REASON_INVALID_FORMAT, value.position, path,
        absl::StrCat(KindName(wanted), " is needed here, not ", KindName(value.kind)));
    return false;
  }

  static const FieldDescriptor* FindField(const Descriptor& form, const std::string& key) {
    for (int i = 0; i < form.field_count(); ++i) {
      if (form.field(i)->name() == key || form.field(i)->json_name() == key) return form.field(i);
    }
    return nullptr;
  }

  void UnknownField(const Descriptor& form, const DocumentEntry& entry, const std::string& path) {
    std::vector<absl::string_view> known;
    known.reserve(form.field_count());
    for (int i = 0; i < form.field_count(); ++i) known.emplace_back(form.field(i)->name());
    const std::vector<std::string> nearest = NearestNames(entry.key, known);
    Add(v1::ERROR_REASON_UNKNOWN_FIELD, entry.position, path,
        UnknownNameMessage(absl::StrCat("field of `", form.name(), "`"), entry.key, nearest), nearest);
  }

  void CheckField(const FieldDescriptor& field, Document& value, const std::string& path) {
    if (value.kind == Kind::kNull) return CheckNull(field, value, path);
    if (field.is_map()) {
      if (!Expect(value, Kind::kMap, path)) return;
      const FieldDescriptor& map_value = *field.message_type()->map_value();
      for (DocumentEntry& entry : value.entries)
        CheckOne(map_value, entry.value, absl::StrCat(path, "[", entry.key, "]"));
      return;
    }
    if (!field.is_repeated()) return CheckOne(field, value, path);
    if (!Expect(value, Kind::kList, path)) return;
    for (size_t i = 0; i < value.items.size() && violations_.size() < kMaxReported; ++i) {
      CheckOne(field, value.items[i], absl::StrCat(path, "[", i, "]"));
    }
  }

  // Elsewhere `null` says that a field is not set; an access list that was cleared must not open a model.
  void CheckNull(const FieldDescriptor& field, const Document& value, const std::string& path) {
    if (!DecidesAccess(field)) return;
    Add(v1::ERROR_REASON_INVALID_FORMAT, value.position, path,
        "`null` does not say who has access: state it, or leave the field out");
  }

  void CheckOne(const FieldDescriptor& field, Document& value, const std::string& path) {
    switch (field.cpp_type()) {
      case FieldDescriptor::CPPTYPE_MESSAGE:
        return CheckMessage(*field.message_type(), value, path);
      case FieldDescriptor::CPPTYPE_ENUM:
        return CheckEnum(*field.enum_type(), value, path);
      case FieldDescriptor::CPPTYPE_BOOL:
        Expect(value, Kind::kBool, path);
        return;
      case FieldDescriptor::CPPTYPE_INT32:
        return CheckInteger(value, path, std::numeric_limits<int32_t>::min(), std::numeric_limits<int32_t>::max());
      case FieldDescriptor::CPPTYPE_INT64:
        return CheckInteger(value, path, std::numeric_limits<int64_t>::min(), std::numeric_limits<int64_t>::max());
      case FieldDescriptor::CPPTYPE_FLOAT:
      case FieldDescriptor::CPPTYPE_DOUBLE:
        return CheckDecimal(value, path);
      case FieldDescriptor::CPPTYPE_STRING:
        // A number keeps its digits as they were written.
        if (value.kind != Kind::kNumber) Expect(value, Kind::kString, path);
        return;
      default:
        return;
    }
  }

  void CheckDuration(const Document& value, const std::string& path) {
    if (value.kind == Kind::kString && IsDuration(value.text)) return;
    Add(v1::ERROR_REASON_INVALID_FORMAT, value.position, path,
        value.text.empty() ? absl::StrCat("a duration such as `600s` is needed here, not ", KindName(value.kind))
                           : absl::StrCat("`", Shortened(value.text), "` is not a duration such as `600s`"));
  }

  // Protobuf knows a value's name and its number; its word becomes its name.
  void CheckEnum(const EnumDescriptor& type, Document& value, const std::string& path) {
    int number = 0;
    if (absl::SimpleAtoi(value.text, &number) && type.FindValueByNumber(number) != nullptr) return;
    if (value.kind != Kind::kNumber && !Expect(value, Kind::kString, path)) return;
    if (const EnumValueDescriptor* known = FindEnumValue(type, value.text)) {
      value.text = known->name();
      return;
    }
    const std::vector<std::string> nearest = NearestEnumWords(type, value.text);
    Add(v1::ERROR_REASON_UNKNOWN_ENUM_VALUE, value.position, path,
        UnknownNameMessage(absl::StrCat("value of `", type.name(), "`"), value.text, nearest), nearest);
  }

  void CheckInteger(Document& value, const std::string& path, int64_t least, int64_t most) {
    if (value.kind != Kind::kString && !Expect(value, Kind::kNumber, path)) return;
    int64_t integer = 0;
    const bool is_integer = absl::SimpleAtoi(value.text, &integer);
    if (!is_integer && value.kind == Kind::kNumber && WriteAsInteger(value.text)) {
      return CheckInteger(value, path, least, most);
    }
    const bool only_digits = value.text.find_first_not_of("-0123456789") == std::string::npos;
    if (is_integer && integer >= least && integer <= most) return;
    if (is_integer || (only_digits && IsJsonNumber(value.text))) {
      Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, value.position, path,
          absl::StrCat("`", Shortened(value.text), "` is not between ", least, " and ", most));
    } else {
      Add(v1::ERROR_REASON_INVALID_FORMAT, value.position, path,
          absl::StrCat("`", Shortened(value.text), "` is not a whole number"));
    }
  }

  void CheckDecimal(const Document& value, const std::string& path) {
    double decimal = 0;
    if (value.kind != Kind::kString && !Expect(value, Kind::kNumber, path)) return;
    if (IsJsonNumber(value.text) && absl::SimpleAtod(value.text, &decimal) && std::isfinite(decimal)) return;
    Add(v1::ERROR_REASON_INVALID_FORMAT, value.position, path,
        absl::StrCat("`", Shortened(value.text), "` is not a number"));
  }

  Violations violations_;
};

}  // namespace

absl::Status CheckForm(const Descriptor& form, Document& document) {
  Checker checker;
  checker.CheckMessage(form, document, "");
  return checker.ToStatus();
}

absl::Status ReadRequest(absl::string_view file, Console& console, google::protobuf::Message& request) {
  const absl::StatusOr<std::string> text = ReadInput(file, DocumentLimits().source_bytes, console);
  if (!text.ok()) return text.status();
  absl::StatusOr<Document> document = ReadDocument(*text);
  if (!document.ok()) return WithSource(document.status(), file);
  if (absl::Status status = CheckForm(*request.GetDescriptor(), *document); !status.ok()) {
    return WithSource(status, file);
  }
  return WithSource(FromJson(WriteJson(*document, NumberForm::kQuoted), request), file);
}

}  // namespace berth
