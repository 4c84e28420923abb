#include "server/config/config_text.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "clients/cli/documents/yaml_text.h"
#include "server/config/shown_value.h"

namespace berth {
namespace {

Document Node(Document::Kind kind, const std::string& text) {
  Document node;
  node.kind = kind;
  node.text = text;
  return node;
}

void AddEntry(Document& map, const std::string& key, Document value) {
  map.entries.push_back({key, Position(), std::move(value)});
}

Document CallersDocument(const AllowedCallers& callers) {
  Document document = Node(Document::Kind::kMap, "");
  for (const auto& [method, names] : callers) {
    Document list = Node(Document::Kind::kList, "");
    for (const std::string& name : names) list.items.push_back(Node(Document::Kind::kString, name));
    AddEntry(document, method, std::move(list));
  }
  return document;
}

// Numbers and truth values stand without quotes, as people write them.
Document ScalarDocument(const std::string& text) {
  if (text == "true" || text == "false") return Node(Document::Kind::kBool, text);
  const bool is_number = !text.empty() && text.find_first_not_of("0123456789") == std::string::npos;
  return Node(is_number ? Document::Kind::kNumber : Document::Kind::kString, text);
}

void AppendSetting(const EffectiveSetting& setting, Document value, std::string& text) {
  Document line = Node(Document::Kind::kMap, "");
  AddEntry(line, setting.name, std::move(value));
  std::string yaml = WriteYaml(line);
  yaml.insert(yaml.find('\n'), absl::StrCat("  # ", SourceName(setting.source)));
  text.append(yaml);
}

std::string Header(const Settings& settings) {
  std::string text = "# settings in force of berth-server " BERTH_VERSION "\n";
  if (!settings.config_file.empty()) absl::StrAppend(&text, "# file: ", Shown(settings.config_file), "\n");
  return text;
}

std::string Text(const Settings& settings, bool with_callers) {
  std::string text = Header(settings);
  for (const EffectiveSetting& setting : settings.effective) {
    if (setting.name != "allowed_callers") {
      AppendSetting(setting, ScalarDocument(setting.value), text);
    } else if (with_callers) {
      AppendSetting(setting, CallersDocument(settings.config.allowed_callers), text);
    } else {
      absl::StrAppend(&text, "# allowed_callers: for ", settings.config.allowed_callers.size(),
                      " methods, not shown here  # ", SourceName(setting.source), "\n");
    }
  }
  return text;
}

}  // namespace

std::string ConfigText(const Settings& settings) { return Text(settings, true); }

std::string ConfigTextWithoutCallers(const Settings& settings) { return Text(settings, false); }

}  // namespace berth
