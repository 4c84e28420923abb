#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/text_check.h"
#include "clients/cli/documents/yaml_text.h"

namespace berth {
namespace {

constexpr absl::string_view kDigits = "0123456789";
// Readers need not look further than 1024 characters for the colon that makes a key of what they have read.
constexpr size_t kLongestImplicitKey = 1000;

// Words that YAML 1.1 or 1.2 reads as null or as a truth value.
bool IsReservedWord(absl::string_view text) {
  constexpr std::array<absl::string_view, 10> kWords = {"null", "true", "false", "yes", "no",
                                                        "on",   "off",  "y",     "n",   "~"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&](absl::string_view word) { return absl::EqualsIgnoreCase(text, word); });
}

// Integers of every base, floats, sexagesimals, dates, and a good deal besides that only looks like one of them.
bool LooksLikeNumberOrDate(absl::string_view text) {
  if (!absl::ascii_isdigit(text[0])) return false;
  if (text.find_first_not_of("0123456789abcdefABCDEFoOxX_.:+-") == absl::string_view::npos) return true;
  const size_t digits = text.find_first_not_of(kDigits);
  return digits == 4 && text[digits] == '-';
}

bool CanBePlain(absl::string_view text) {
  constexpr absl::string_view kInside =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./@%+=,:;()~$^- ";
  if (text.empty() || text.size() > kLongestImplicitKey) return false;
  if (!absl::ascii_isalnum(text[0]) && text[0] != '_' && text[0] != '/') return false;
  if (text.find_first_not_of(kInside) != absl::string_view::npos) return false;
  if (absl::StrContains(text, ": ") || absl::EndsWith(text, ":") || absl::EndsWith(text, " ")) return false;
  return !IsReservedWord(text) && !LooksLikeNumberOrDate(text);
}

void AppendEscaped(CodePoint next, absl::string_view bytes, std::string& yaml) {
  switch (next.value) {
    case '"':
      yaml.append("\\\"");
      return;
    case '\\':
      yaml.append("\\\\");
      return;
    case '\n':
      yaml.append("\\n");
      return;
    case '\t':
      yaml.append("\\t");
      return;
    case '\r':
      yaml.append("\\r");
      return;
    default:
      break;
  }
  if (IsPrintable(next.value)) {
    absl::StrAppend(&yaml, bytes);
  } else if (next.value < 0x100) {
    absl::StrAppendFormat(&yaml, "\\x%02x", static_cast<unsigned>(next.value));
  } else if (next.value < 0x10000) {
    absl::StrAppendFormat(&yaml, "\\u%04x", static_cast<unsigned>(next.value));
  } else {
    absl::StrAppendFormat(&yaml, "\\U%08x", static_cast<unsigned>(next.value));
  }
}

std::string StringText(absl::string_view string) {
  if (CanBePlain(string)) return std::string(string);
  std::string yaml = "\"";
  while (!string.empty()) {
    const std::optional<CodePoint> next = FirstCodePoint(string);
    if (next.has_value()) {
      AppendEscaped(*next, string.substr(0, next->size), yaml);
    } else {
      yaml.append("\\uFFFD");
    }
    string.remove_prefix(next.has_value() ? next->size : 1);
  }
  yaml.push_back('"');
  return yaml;
}

std::string ScalarText(const Document& scalar) {
  switch (scalar.kind) {
    case Document::Kind::kNull:
      return "null";
    case Document::Kind::kString:
      return StringText(scalar.text);
    case Document::Kind::kList:
      return "[]";
    case Document::Kind::kMap:
      return "{}";
    default:
      return scalar.text;
  }
}

// Whether the node takes lines of its own.
bool IsBlock(const Document& node) { return !node.items.empty() || !node.entries.empty(); }

// Appends the lines of a node. The first line is not indented: the caller has written what stands before it.
void AppendBlock(const Document& node, int indent, std::string& yaml);

void AppendListItem(const Document& item, int indent, std::string& yaml) {
  yaml.append("- ");
  AppendBlock(item, indent + 2, yaml);
}

void AppendEntry(const DocumentEntry& entry, int indent, std::string& yaml) {
  const std::string key = StringText(entry.key);
  if (key.size() > kLongestImplicitKey) {
    yaml.append("? ").append(key).append("\n").append(indent, ' ');
  } else {
    yaml.append(key);
  }
  yaml.push_back(':');
  if (!IsBlock(entry.value)) {
    yaml.append(" ").append(ScalarText(entry.value)).append("\n");
    return;
  }
  // As kubectl writes it: lists stand under the first letter of their key.
  const int child = entry.value.items.empty() ? indent + 2 : indent;
  yaml.append("\n").append(child, ' ');
  AppendBlock(entry.value, child, yaml);
}

void AppendBlock(const Document& node, int indent, std::string& yaml) {
  if (!IsBlock(node)) {
    yaml.append(ScalarText(node)).append("\n");
    return;
  }
  bool first = true;
  const auto next_line = [&] {
    if (!std::exchange(first, false)) yaml.append(indent, ' ');
  };
  for (const Document& item : node.items) {
    next_line();
    AppendListItem(item, indent, yaml);
  }
  for (const DocumentEntry& entry : node.entries) {
    next_line();
    AppendEntry(entry, indent, yaml);
  }
}

}  // namespace

std::string WriteYaml(const Document& document) {
  std::string yaml;
  AppendBlock(document, 0, yaml);
  return yaml;
}

}  // namespace berth
