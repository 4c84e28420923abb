#include "core/wire/field_count.h"

#include <cstdint>

#include "google/protobuf/io/coded_stream.h"
#include "google/protobuf/wire_format_lite.h"

namespace berth {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::internal::WireFormatLite;
using google::protobuf::io::CodedInputStream;

// Deeper messages are refused by decoding.
constexpr int kMaxDepth = 100;

class Counter {
 public:
  explicit Counter(int max) : left_(max) {}

  // False when the count is exceeded, or there is nothing more to read.
  bool Count(CodedInputStream& stream, const Descriptor& type, int depth) {
    // Groups are in none of our messages: what they hold is unknown, and kept field by field.
    int groups = 0;
    while (const uint32_t tag = stream.ReadTag()) {
      if (--left_ < 0) return false;
      const auto wire_type = WireFormatLite::GetTagWireType(tag);
      if (wire_type == WireFormatLite::WIRETYPE_START_GROUP || wire_type == WireFormatLite::WIRETYPE_END_GROUP) {
        groups += wire_type == WireFormatLite::WIRETYPE_START_GROUP ? 1 : -1;
        if (groups < 0) return false;
        continue;
      }
      const FieldDescriptor* field = type.FindFieldByNumber(WireFormatLite::GetTagFieldNumber(tag));
      const bool nested = groups == 0 && field != nullptr && field->message_type() != nullptr &&
                          wire_type == WireFormatLite::WIRETYPE_LENGTH_DELIMITED;
      if (!(nested ? CountNested(stream, *field->message_type(), depth) : WireFormatLite::SkipField(&stream, tag))) {
        return false;
      }
    }
    return true;
  }

  bool exceeded() const { return left_ < 0; }

 private:
  bool CountNested(CodedInputStream& stream, const Descriptor& type, int depth) {
    uint32_t size = 0;
    if (depth == kMaxDepth || !stream.ReadVarint32(&size) || size > INT32_MAX) return false;
    const CodedInputStream::Limit limit = stream.PushLimit(static_cast<int>(size));
    const bool read = Count(stream, type, depth + 1) && stream.BytesUntilLimit() == 0;
    stream.PopLimit(limit);
    return read;
  }

  int left_;
};

}  // namespace

bool HasMoreFieldsThan(int max, absl::string_view bytes, const Descriptor& type) {
  CodedInputStream stream(reinterpret_cast<const uint8_t*>(bytes.data()), static_cast<int>(bytes.size()));
  Counter counter(max);
  counter.Count(stream, type, 0);
  return counter.exceeded();
}

}  // namespace berth
