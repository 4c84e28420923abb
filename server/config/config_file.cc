#include "server/config/config_file.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"
#include "clients/cli/documents/text_check.h"
#include "clients/cli/documents/yaml_text.h"
#include "server/config/allowed_callers.h"
#include "server/config/setting_table.h"
#include "server/config/shown_value.h"
#include "server/files/bounded_read.h"

namespace berth {
namespace {

constexpr DocumentLimits kLimits = {.depth = 8};
constexpr size_t kMaxFaults = 100;

bool IsScalar(const Document& node) {
  return node.kind != Document::Kind::kNull && node.kind != Document::Kind::kList && node.kind != Document::Kind::kMap;
}

// Only comments and blank lines, for which YAML has no document.
bool IsBlank(absl::string_view text) {
  const std::vector<absl::string_view> lines = absl::StrSplit(text, '\n');
  return std::all_of(lines.begin(), lines.end(), [](absl::string_view line) {
    line = absl::StripAsciiWhitespace(line);
    return line.empty() || line[0] == '#';
  });
}

class Reader {
 public:
  explicit Reader(absl::string_view path) : file_(absl::StrCat("config file ", Shown(path))) {}

  Assignments Read(absl::string_view text) {
    if (IsBlank(text)) return {};
    absl::Status status = CheckText(text);
    absl::StatusOr<Document> document = status.ok() ? ReadYaml(NormalLines(text), kLimits) : std::move(status);
    if (!document.ok()) {
      Fault(absl::StrCat(" ", document.status().message()));
    } else if (document->kind != Document::Kind::kMap) {
      Fault(absl::StrCat(" line ", document->position.line, ": must be a mapping of settings to values"));
    } else {
      for (const DocumentEntry& entry : document->entries) {
        ReadEntry(entry);
        if (result_.faults.size() < kMaxFaults) continue;
        Fault(": has too many faults to look further");
        break;
      }
    }
    return std::move(result_);
  }

 private:
  void Fault(absl::string_view what) { result_.faults.push_back(absl::StrCat(file_, what)); }

  static std::string At(const Position& position) { return absl::StrCat(" line ", position.line, ": "); }

  void ReadEntry(const DocumentEntry& entry) {
    const std::string at = At(entry.position);
    if (entry.key == "config") {
      Fault(absl::StrCat(at, "config has no place in a file: a file cannot name another"));
    } else if (FindSetting(entry.key) == nullptr) {
      Fault(absl::StrCat(at, UnknownSetting(entry.key, [](absl::string_view name) { return std::string(name); })));
    } else if (entry.key == "allowed_callers" && entry.value.kind == Document::Kind::kMap) {
      Assign(entry, ReadCallers(entry.value));
    } else if (IsScalar(entry.value)) {
      Assign(entry, entry.value.text);
    } else {
      Fault(absl::StrCat(at, entry.key, " must have one value; `\"\"` says that there is none"));
    }
  }

  // In the form that the other sources have it in. What has a fault is left out.
  std::string ReadCallers(const Document& methods) {
    AllowedCallers callers;
    for (const DocumentEntry& entry : methods.entries) {
      if (!CheckWord(entry.position, entry.key, !absl::StrContains(entry.key, '='))) continue;
      if (entry.value.kind != Document::Kind::kList) {
        Fault(absl::StrCat(At(entry.position), "allowed_callers: ", Shown(entry.key), " must have a list of names"));
      }
      std::vector<std::string>& names = callers[entry.key];
      for (const Document& name : entry.value.items) {
        if (CheckWord(name.position, name.text, IsScalar(name))) names.push_back(name.text);
      }
    }
    return AllowedCallersText(callers);
  }

  bool CheckWord(const Position& position, absl::string_view word, bool allowed) {
    if (allowed && IsCallerWord(word)) return true;
    Fault(absl::StrCat(At(position), "allowed_callers: ", Shown(word),
                       " must be one word without `,`, `;` and blanks, and as a method without `=`"));
    return false;
  }

  void Assign(const DocumentEntry& entry, std::string value) {
    result_.values.push_back(
        {entry.key, std::move(value), SettingSource::kFile, absl::StrCat(file_, At(entry.position), entry.key)});
  }

  std::string file_;
  Assignments result_;
};

}  // namespace

Assignments ParseConfigFile(absl::string_view path, absl::string_view text) { return Reader(path).Read(text); }

Assignments ReadConfigFile(const std::string& path) {
  const absl::StatusOr<std::string> text = ReadTextFile(path, kLimits.source_bytes, FileKind::kAny);
  if (!text.ok()) {
    return {.values = {}, .faults = {absl::StrCat("config file: ", absl::Utf8SafeCHexEscape(text.status().message()))}};
  }
  return ParseConfigFile(path, *text);
}

}  // namespace berth
