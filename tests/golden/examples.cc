#include "tests/golden/examples.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/yaml_json.h"
#include "clients/cli/request_form.h"
#include "core/access/check_access.h"
#include "core/catalog/catalog_loader.h"
#include "core/errors/error_report.h"
#include "core/planner/planner.h"
#include "core/wire/wire.h"
#include "google/protobuf/text_format.h"

namespace berth {
namespace {

Document RefusalDocument(const absl::Status& status) {
  const v1::ErrorReport report = ErrorReportOf(status).value_or(v1::ErrorReport());
  Document document = *ReadJson(ToJson(report));
  Document code;
  code.kind = Document::Kind::kString;
  code.text = absl::StatusCodeToString(status.code());
  document.entries.push_back({"code", {}, code});
  return document;
}

// The way that the command line takes.
absl::Status ParseRequest(Document document, google::protobuf::Message& request) {
  if (absl::Status status = CheckForm(*request.GetDescriptor(), document); !status.ok()) return status;
  return FromJson(WriteJson(document, NumberForm::kQuoted), request);
}

template <typename Request, typename Response>
Document AnswerWith(absl::Status (*answer)(const CatalogIndex&, const Request&, Response&), const Example& example,
                    const CatalogIndex& catalog) {
  Request request;
  if (absl::Status status = ParseRequest(example.request, request); !status.ok()) return RefusalDocument(status);
  Response response;
  if (absl::Status status = answer(catalog, request, response); !status.ok()) return RefusalDocument(status);
  return *ReadJson(ToJson(response));
}

// `# catalog: FILE` on the first line.
std::string OverlayOf(absl::string_view text) {
  if (!absl::ConsumePrefix(&text, "# catalog: ")) return "";
  return std::string(text.substr(0, text.find('\n')));
}

Example LoadExample(const ExampleSet& set, const std::string& name) {
  const std::string text = ReadFile(SourcePath(absl::StrCat("clients/examples", set.directory, "/", name, ".yaml")));
  Example example;
  example.name = name;
  example.set = set;
  auto request = ReadDocument(text);
  if (!request.ok()) throw std::runtime_error(absl::StrCat(name, ": ", request.status().ToString()));
  example.request = *std::move(request);
  example.overlay = OverlayOf(text);
  example.assertions =
      ParseAssertions(ReadFile(SourcePath(absl::StrCat("tests/golden", set.directory, "/", name, ".assert"))));
  if (example.assertions.empty()) throw std::runtime_error(absl::StrCat(name, " asserts nothing"));
  return example;
}

v1::Catalog ParseCatalog(const std::string& text) {
  v1::Catalog catalog;
  if (!google::protobuf::TextFormat::ParseFromString(text, &catalog)) throw std::runtime_error("no catalog");
  return catalog;
}

}  // namespace

std::string SourcePath(absl::string_view path) { return absl::StrCat(BERTH_SOURCE_DIR, "/", path); }

std::string ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error(absl::StrCat("cannot read ", path));
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::string Example::GoldenPath() const {
  return SourcePath(absl::StrCat("tests/golden", set.directory, "/", name, ".answer.yaml"));
}

std::vector<Example> LoadExamples(const ExampleSet& set) {
  std::vector<Example> examples;
  for (const auto& entry :
       std::filesystem::directory_iterator(SourcePath("clients/examples") + std::string(set.directory))) {
    if (entry.path().extension() == ".yaml") examples.push_back(LoadExample(set, entry.path().stem()));
  }
  std::sort(examples.begin(), examples.end(), [](const Example& a, const Example& b) { return a.name < b.name; });
  return examples;
}

ExampleCatalogs ExampleCatalogs::Default() { return ExampleCatalogs(ParseCatalog(std::string(DefaultCatalogText()))); }

const CatalogIndex& ExampleCatalogs::For(const std::string& overlay) {
  std::shared_ptr<const CatalogIndex>& catalog = catalogs_[overlay];
  if (catalog == nullptr) {
    v1::Catalog merged = base_;
    if (!overlay.empty()) merged.MergeFrom(ParseCatalog(ReadFile(SourcePath(overlay))));
    auto loaded = LoadCatalog(std::move(merged));
    if (!loaded.ok()) throw std::runtime_error(loaded.status().ToString());
    catalog = *std::move(loaded);
  }
  return *catalog;
}

Document Answer(const Example& example, const CatalogIndex& catalog) {
  return example.set.access ? AnswerWith(&CheckAccess, example, catalog) : AnswerWith(&PlanPlacement, example, catalog);
}

v1::PlanPlacementRequest PlanRequest(const Example& example) {
  v1::PlanPlacementRequest request;
  const absl::Status status = ParseRequest(example.request, request);
  if (!status.ok()) throw std::runtime_error(status.ToString());
  return request;
}

std::vector<std::string> FailedAssertions(const std::vector<Example>& examples, ExampleCatalogs& catalogs) {
  std::map<std::string, Document> answers;
  for (const Example& example : examples) answers[example.name] = Answer(example, catalogs.For(example));
  std::vector<std::string> failures;
  for (const Example& example : examples) {
    for (const Assertion& assertion : example.assertions) {
      const std::string failure =
          CheckAssertion(assertion, answers[example.name], [&](const std::string& name) { return answers.at(name); });
      if (!failure.empty()) failures.push_back(absl::StrCat(example.name, ": ", failure));
    }
  }
  return failures;
}

}  // namespace berth
