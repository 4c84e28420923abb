#include <ostream>
#include <string>

#include "absl/strings/string_view.h"
#include "clients/cli/answer_output.h"
#include "clients/cli/backend.h"
#include "clients/cli/catalog_file.h"
#include "clients/cli/rendering/answers.h"
#include "clients/cli/rendering/catalog_diff.h"
#include "clients/cli/verbs.h"
#include "google/protobuf/text_format.h"

namespace berth {

absl::StatusOr<ExitStatus> RunCatalogCheck(const Command& command, Console& console) {
  const absl::StatusOr<std::shared_ptr<const CatalogIndex>> catalog = ReadCatalog(command.argument(0), console);
  if (!catalog.ok()) return catalog.status();
  console.out << "valid: " << (*catalog)->revision() << "\n";
  return ExitStatus::kYes;
}

absl::StatusOr<ExitStatus> RunCatalogPrint(const Command& command, Console& console) {
  const absl::string_view form = command.Text(Option::kOutput);
  if (command.arguments().empty() && form == "text") {
    console.out << DefaultCatalogText();
    return ExitStatus::kYes;
  }
  const absl::StatusOr<std::shared_ptr<const CatalogIndex>> catalog = ReadCatalog(command.argument(0), console);
  if (!catalog.ok()) return catalog.status();
  if (form != "text") {
    PrintMessage(form, (*catalog)->catalog(), console);
    return ExitStatus::kYes;
  }
  std::string text;
  if (!google::protobuf::TextFormat::PrintToString((*catalog)->catalog(), &text)) {
    return absl::InternalError("the catalog cannot be printed");
  }
  console.out << text;
  return ExitStatus::kYes;
}

absl::StatusOr<ExitStatus> RunCatalogDiff(const Command& command, Console& console) {
  const bool against_default = command.arguments().size() == 1;
  const absl::StatusOr<std::shared_ptr<const CatalogIndex>> left =
      ReadCatalog(against_default ? "" : command.argument(0), console);
  if (!left.ok()) return left.status();
  const absl::StatusOr<std::shared_ptr<const CatalogIndex>> right =
      ReadCatalog(command.argument(against_default ? 0 : 1), console);
  if (!right.ok()) return right.status();
  if ((*left)->revision() == (*right)->revision()) return ExitStatus::kYes;
  console.out << RenderCatalogDiff((*left)->catalog(), (*right)->catalog());
  return ExitStatus::kNo;
}

absl::StatusOr<ExitStatus> RunCatalogInfo(const Command& command, Console& console) {
  absl::StatusOr<std::unique_ptr<Backend>> backend = MakeBackend(command, console);
  if (!backend.ok()) return backend.status();
  const absl::StatusOr<v1::GetCatalogInfoResponse> info = (*backend)->GetCatalogInfo(v1::GetCatalogInfoRequest());
  if (!info.ok()) return info.status();
  PrintAnswer(command.Text(Option::kOutput), *info, [&] { return RenderCatalogInfo(*info); }, console);
  return ExitStatus::kYes;
}

}  // namespace berth
