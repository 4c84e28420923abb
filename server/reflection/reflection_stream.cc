#include "server/reflection/reflection_stream.h"

#include "absl/strings/string_view.h"
#include "core/errors/error_report.h"
#include "core/wire/wire.h"

namespace berth {

void ReflectionStream::OnMessage(absl::string_view bytes) {
  ReflectionIndex::Request request;
  // Lenient about unknown fields: the standard is not ours to close.
  if (HasTooManyFields(bytes, *ReflectionIndex::Request::descriptor()) ||
      !request.ParseFromArray(bytes.data(), static_cast<int>(bytes.size()))) {
    fault_ = ErrorStatus(v1::ERROR_REASON_MALFORMED_MESSAGE, "", "the bytes are no reflection request");
    return;
  }
  response_.Clear();
  index_.Answer(request, response_);
  pending_ = true;
}

StreamStep ReflectionStream::Next() {
  if (!fault_.ok()) return StreamStep::Finish(fault_);
  if (pending_) {
    pending_ = false;
    return StreamStep::Write(response_);
  }
  return half_closed_ ? StreamStep::Finish(absl::OkStatus()) : StreamStep::Wait();
}

}  // namespace berth
