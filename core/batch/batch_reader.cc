#include "core/batch/batch_reader.h"

#include <climits>
#include <optional>
#include <utility>

#include "absl/strings/str_cat.h"
#include "berth/v1/error_reason.pb.h"
#include "core/errors/error_report.h"
#include "google/protobuf/io/coded_stream.h"

namespace berth {
namespace {

using google::protobuf::io::CodedInputStream;

constexpr uint32_t Tag(int field) { return static_cast<uint32_t>(field) << 3 | 2; }  // 2: length-delimited
constexpr uint32_t kFirstField = Tag(1);
constexpr uint32_t kSecondField = Tag(2);

absl::Status Malformed() {
  return ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "", "the bytes are no batch: truncated, or of another type");
}

absl::Status UnknownField(absl::string_view where, uint32_t tag) {
  return ErrorStatus(v1::ERROR_REASON_UNKNOWN_FIELD, "",
                     absl::StrCat("field number ", tag >> 3, " is not known in ", where));
}

// The two length-delimited fields that a message has, given one after the other. OK at its end.
template <typename OnField>
absl::Status ReadFields(absl::string_view bytes, absl::string_view where, OnField on_field) {
  CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  while (const uint32_t tag = stream.ReadTag()) {
    if (tag != kFirstField && tag != kSecondField) return UnknownField(where, tag);
    uint32_t length = 0;
    const size_t available = bytes.size() - static_cast<size_t>(stream.CurrentPosition());
    if (!stream.ReadVarint32(&length) || length > available) return Malformed();
    const auto offset = static_cast<size_t>(stream.CurrentPosition());
    if (!stream.Skip(static_cast<int>(length))) return Malformed();
    on_field(tag, bytes.substr(offset, length));
  }
  return stream.ConsumedEntireMessage() ? absl::OkStatus() : Malformed();
}

BatchEntry ReadEntry(absl::string_view bytes) {
  BatchEntry entry;
  bool has_request = false;
  entry.status = ReadFields(bytes, "an entry of a batch", [&](uint32_t tag, absl::string_view value) {
    if (tag == kFirstField) {
      entry.id = std::string(value);
    } else {
      entry.request = value;
      has_request = true;
    }
  });
  if (entry.status.ok() && !has_request) {
    entry.status = ErrorStatus(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, "request", "is not set");
  }
  return entry;
}

}  // namespace

absl::StatusOr<BatchQuestion> ReadBatch(absl::string_view bytes, int max_entries) {
  if (bytes.size() > INT_MAX) return Malformed();
  BatchQuestion question;
  int entries = 0;
  absl::Status status = ReadFields(bytes, "a batch", [&](uint32_t tag, absl::string_view value) {
    if (tag == kSecondField) {
      question.expected_catalog_revision = std::string(value);
    } else if (++entries <= max_entries) {
      question.entries.push_back(ReadEntry(value));
    }
  });
  if (!status.ok()) return status;
  if (entries > max_entries) {
    return ErrorStatus(v1::ERROR_REASON_BATCH_TOO_LARGE, "entries",
                       absl::StrCat("there are ", entries, ", ", max_entries, " are allowed"));
  }
  return question;
}

}  // namespace berth
