#include "clients/cli/answer_output.h"
#include "clients/cli/backend.h"
#include "clients/cli/enum_words.h"
#include "clients/cli/rendering/answers.h"
#include "clients/cli/verbs.h"

namespace berth {
namespace {

constexpr int kPageSize = 1000;
// A server that never ends its list is broken; no catalog is that long.
constexpr int kMaxPages = 100;

absl::StatusOr<v1::ListHardwareResponse> ReadAllPages(Backend& backend, v1::ListHardwareRequest request) {
  v1::ListHardwareResponse all;
  for (int page = 0; page < kMaxPages; ++page) {
    const absl::StatusOr<v1::ListHardwareResponse> response = backend.ListHardware(request);
    if (!response.ok()) return response.status();
    if (page > 0 && response->catalog_revision() != all.catalog_revision()) {
      return absl::AbortedError("the catalog changed while it was listed: try again");
    }
    all.mutable_hardware()->MergeFrom(response->hardware());
    all.set_total_size(response->total_size());
    all.set_catalog_revision(response->catalog_revision());
    if (response->next_page_token().empty()) return all;
    request.set_page_token(response->next_page_token());
  }
  return absl::InternalError("the list has no end");
}

}  // namespace

absl::StatusOr<ExitStatus> RunList(const Command& command, Console& console) {
  absl::StatusOr<std::unique_ptr<Backend>> backend = MakeBackend(command, console);
  if (!backend.ok()) return backend.status();
  v1::ListHardwareRequest request;
  request.set_page_size(kPageSize);
  if (command.Has(Option::kPurpose)) {
    request.set_purpose(ParseEnum<v1::Purpose>(command.Text(Option::kPurpose)));
  }
  const absl::StatusOr<v1::ListHardwareResponse> list = ReadAllPages(**backend, request);
  if (!list.ok()) return list.status();
  PrintAnswer(command.Text(Option::kOutput), *list, [&] { return RenderHardwareList(*list); }, console);
  return ExitStatus::kYes;
}

}  // namespace berth
