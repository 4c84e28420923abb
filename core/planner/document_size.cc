#include "core/planner/document_size.h"

#include "absl/strings/str_cat.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

// Kubernetes' own limits, in bytes of JSON: of a request's body, and of all annotations of one object together.
constexpr size_t kMaxRequestBytes = size_t{3} << 20;
constexpr size_t kMaxAnnotationBytes = size_t{256} << 10;
// For the annotations that a document has without the last applied one, and for that one's key.
constexpr size_t kOtherAnnotationBytes = 1024;
// JSON takes up to six bytes for one that it escapes. Smaller documents, which are almost all, need no second look.
constexpr size_t kSurelySmall = kMaxAnnotationBytes / 8;

}  // namespace

void CheckDocumentSize(const google::protobuf::Message& document, absl::string_view env_path, Violations& violations,
                       Findings& diagnostics) {
  if (document.ByteSizeLong() <= kSurelySmall) return;
  const size_t bytes = ToJson(document).size();
  if (bytes > kMaxRequestBytes) {
    violations.Add(v1::ERROR_REASON_TOO_LARGE, env_path,
                   absl::StrCat("makes a document of ", bytes, " bytes, ", kMaxRequestBytes,
                                " are the most that a Kubernetes API server accepts"));
  } else if (bytes + kOtherAnnotationBytes > kMaxAnnotationBytes) {
    *diagnostics.Add() = MakeFinding(v1::REASON_NEEDS_SERVER_SIDE_APPLY, v1::SEVERITY_WARNING, env_path,
                                     absl::StrCat("the document has ", bytes,
                                                  " bytes, too many for `kubectl apply`, which copies it into "
                                                  "an annotation; use `kubectl apply --server-side`"));
  }
}

}  // namespace berth
