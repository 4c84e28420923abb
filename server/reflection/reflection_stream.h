// A stream of reflection requests, each answered before the next is read. Serves
// grpc.reflection.v1 and v1alpha alike: their messages are the same bytes.
#pragma once

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "server/reflection/reflection_index.h"
#include "server/transport/handler.h"

namespace berth {

class ReflectionStream final : public StreamHandler {
 public:
  // `index` must outlive the stream.
  explicit ReflectionStream(const ReflectionIndex& index) : index_(index) {}

  void OnMessage(absl::string_view bytes) override;
  void OnHalfClose() override { half_closed_ = true; }
  StreamStep Next() override;

 private:
  const ReflectionIndex& index_;
  ReflectionIndex::Response response_;
  absl::Status fault_;
  bool pending_ = false;
  bool half_closed_ = false;
};

}  // namespace berth
