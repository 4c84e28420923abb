#include <utility>

#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/json_text.h"

namespace berth {
namespace {

void AppendString(absl::string_view string, std::string& json) {
  json.push_back('"');
  for (const char c : string) {
    if (c == '"' || c == '\\') {
      json.push_back('\\');
      json.push_back(c);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      absl::StrAppendFormat(&json, "\\u%04x", static_cast<unsigned>(c));
    } else {
      json.push_back(c);
    }
  }
  json.push_back('"');
}

void Append(const Document& document, NumberForm numbers, std::string& json) {
  const char* separator = "";
  switch (document.kind) {
    case Document::Kind::kNull:
      json.append("null");
      return;
    case Document::Kind::kBool:
      json.append(document.text);
      return;
    case Document::Kind::kNumber:
      if (numbers == NumberForm::kQuoted) return AppendString(document.text, json);
      json.append(document.text);
      return;
    case Document::Kind::kString:
      return AppendString(document.text, json);
    case Document::Kind::kList:
      json.push_back('[');
      for (const Document& item : document.items) {
        json.append(std::exchange(separator, ","));
        Append(item, numbers, json);
      }
      json.push_back(']');
      return;
    case Document::Kind::kMap:
      json.push_back('{');
      for (const DocumentEntry& entry : document.entries) {
        json.append(std::exchange(separator, ","));
        AppendString(entry.key, json);
        json.push_back(':');
        Append(entry.value, numbers, json);
      }
      json.push_back('}');
      return;
  }
}

}  // namespace

std::string WriteJson(const Document& document, NumberForm numbers) {
  std::string json;
  Append(document, numbers, json);
  return json;
}

}  // namespace berth
