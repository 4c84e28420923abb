#include "clients/cli/documents/yaml_json.h"

#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "absl/strings/strip.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/text_check.h"
#include "clients/cli/documents/yaml_text.h"

namespace berth {
namespace {

// What JSON objects and lists start with, and YAML's flow style too.
bool LooksLikeJson(absl::string_view text) {
  const size_t start = text.find_first_not_of(" \t\n");
  return start != absl::string_view::npos && (text[start] == '{' || text[start] == '[');
}

}  // namespace

absl::StatusOr<Document> ReadDocument(absl::string_view text, const DocumentLimits& limits) {
  if (text.size() > limits.source_bytes) {
    return absl::InvalidArgumentError(absl::StrCat("the text is larger than ", limits.source_bytes, " bytes"));
  }
  if (absl::Status status = CheckText(text); !status.ok()) return status;
  const std::string lines = NormalLines(text);
  if (!LooksLikeJson(lines)) return ReadYaml(lines, limits);
  // YAML's flow style allows more than JSON, but not all of it: JSON has escapes that YAML has not.
  absl::StatusOr<Document> json = ReadJson(lines, limits);
  if (json.ok()) return json;
  absl::StatusOr<Document> yaml = ReadYaml(lines, limits);
  return yaml;
}

absl::StatusOr<std::string> YamlToJson(absl::string_view yaml) {
  absl::StatusOr<Document> document = ReadDocument(yaml);
  if (!document.ok()) return document.status();
  return WriteJson(*document, NumberForm::kQuoted);
}

std::string JsonToYaml(absl::string_view json) {
  // What we print was built in memory once already, so its size needs no bound.
  DocumentLimits limits;
  limits.expanded_bytes = std::numeric_limits<size_t>::max();
  const absl::StatusOr<Document> document = ReadJson(json, limits);
  return document.ok() ? WriteYaml(*document) : std::string(json);
}

}  // namespace berth
