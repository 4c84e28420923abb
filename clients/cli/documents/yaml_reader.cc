#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "absl/container/flat_hash_set.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/yaml_text.h"
#include "yaml-cpp/eventhandler.h"

namespace berth {
namespace {

constexpr absl::string_view kStringTag = "tag:yaml.org,2002:str";

Position ToPosition(const YAML::Mark& mark) { return {mark.line + 1, mark.column + 1}; }

Position EndOf(absl::string_view text) {
  const size_t line_start = text.rfind('\n') == absl::string_view::npos ? 0 : text.rfind('\n') + 1;
  return {static_cast<int>(std::count(text.begin(), text.end(), '\n')) + 1,
          static_cast<int>(text.size() - line_start) + 1};
}

constexpr size_t kMaxShown = 80;

struct ParserMessage {
  // What the parser says, or begins with.
  absl::string_view said;
  absl::string_view better;
};

// Of values that need quotes, most of them, the parser speaks in its own terms.
constexpr ParserMessage kParserMessages[] = {
    {"illegal map value", "`:` is not expected here: a value that holds `: ` needs quotes; indent by spaces, not tabs"},
    {"illegal map key", "`?` starts a key, which is not expected here: a value that starts so needs quotes"},
    {"illegal block entry",
     "`-` starts an entry of a list, which is not expected here: a value that starts so needs quotes"},
    {"illegal flow end", "`]` and `}` end what is not begun: a value that starts so needs quotes"},
    {"unexpected character in block scalar",
     "`|` and `>` start a text on the lines below: a value that starts so needs quotes"},
    {"anchor not found after &", "`&` names an anchor, and no name follows: a value that starts so needs quotes"},
    {"alias not found after *", "`*` stands for an anchor, and no name follows: a value that starts so needs quotes"},
    {"the referenced anchor is not defined",
     "`*` stands for an anchor, and there is none of this name: a value that starts so needs quotes"},
};

// The characters from `position` that would be the value, if quotes were around them.
absl::string_view WordAt(absl::string_view text, size_t position) {
  const absl::string_view rest = text.substr(std::min(position, text.size()));
  return rest.substr(0, rest.find_first_of(" \t\n,]}\"\\"));
}

std::string FaultText(const YAML::Exception& fault, absl::string_view text) {
  if (fault.msg == "unknown token" && fault.mark.pos >= 0) {
    const absl::string_view word = WordAt(text, static_cast<size_t>(fault.mark.pos));
    if (absl::StartsWith(word, "`")) return "a backquote cannot start a value: put the value in quotes";
    const std::string example = word.size() > kMaxShown ? "" : absl::StrCat(", as in `\"", word, "\"`");
    return absl::StrCat("`", word.substr(0, 1), "` cannot start a value: put the value in quotes", example);
  }
  for (const ParserMessage& message : kParserMessages) {
    if (absl::StartsWith(fault.msg, message.said)) return std::string(message.better);
  }
  return fault.msg;
}

// Builds the document from the parser's events. The parser reports by exceptions; so does the builder, and ReadYaml
// turns both into a Status.
class Builder : public YAML::EventHandler {
 public:
  Builder(absl::string_view text, const DocumentLimits& limits) : text_(text), limits_(limits) {}

  bool started() const { return documents_ > 0; }
  Document TakeDocument() { return std::move(root_); }

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) Fail(mark, "a second document starts here: give one");
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    // The parser also makes nulls of what is not there, such as the value of a key whose colon was forgotten.
    const absl::string_view rest = text_.substr(std::min<size_t>(mark.pos, text_.size()));
    if (!absl::StartsWithIgnoreCase(rest, "null") && !absl::StartsWith(rest, "~")) {
      if (anchor != 0) Fail(mark, "`&` names an anchor, and no value follows: a value that starts so needs quotes");
      Fail(mark, "a value is missing before this place: `null` and `{}` say that there is none");
    }
    Place(mark, anchor, Scalar(mark, Document::Kind::kNull, ""));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    if (tag != "?" && tag != "!" && tag != kStringTag) FailTag(mark, tag);
    Place(mark, anchor, Scalar(mark, tag == "?" ? PlainKind(value) : Document::Kind::kString, value));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto target = anchors_.find(anchor);
    if (target == anchors_.end()) Fail(mark, "the alias stands within its own anchor");
    if (depth() + target->second.height > limits_.depth) FailDepth(mark);
    Deepen(target->second.height);
    Charge(mark, target->second.cost);
    Document copy = target->second.document;
    copy.position = ToPosition(mark);
    Place(mark, 0, std::move(copy));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, Document::Kind::kList);
  }
  void OnSequenceEnd() override { Close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    Open(mark, tag, anchor, Document::Kind::kMap);
  }
  void OnMapEnd() override { Close(); }

 private:
  // A list or a map whose end is not read yet.
  struct OpenNode {
    Document document;
    YAML::Mark mark;
    YAML::anchor_t anchor = 0;
    size_t spent_before = 0;
    int height = 1;
    // Of a map, after a key and before its value.
    std::optional<DocumentEntry> pending;
    absl::flat_hash_set<std::string> keys;
  };

  struct Anchored {
    Document document;
    size_t cost = 0;
    int height = 0;
  };

  [[noreturn]] static void Fail(const YAML::Mark& mark, const std::string& what) {
    throw YAML::ParserException(mark, what);
  }
  [[noreturn]] static void FailTag(const YAML::Mark& mark, const std::string& tag) {
    Fail(mark, absl::StrCat("tag `", tag, "` has no meaning here: a value that starts with `!` needs quotes"));
  }
  [[noreturn]] void FailDepth(const YAML::Mark& mark) const {
    Fail(mark, absl::StrCat("nested deeper than ", limits_.depth, " levels"));
  }

  int depth() const { return static_cast<int>(open_.size()); }

  static Document::Kind PlainKind(const std::string& value) {
    if (value == "true" || value == "false") return Document::Kind::kBool;
    return IsJsonNumber(value) ? Document::Kind::kNumber : Document::Kind::kString;
  }

  Document Scalar(const YAML::Mark& mark, Document::Kind kind, const std::string& value) {
    Document scalar;
    scalar.kind = kind;
    scalar.text = value;
    scalar.position = ToPosition(mark);
    return scalar;
  }

  void Charge(const YAML::Mark& mark, size_t bytes) {
    spent_ += bytes;
    if (spent_ > limits_.expanded_bytes) {
      Fail(mark, absl::StrCat("larger than ", limits_.expanded_bytes, " bytes with every alias expanded"));
    }
  }

  void Open(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, Document::Kind kind) {
    if (tag != "?" && !tag.empty()) FailTag(mark, tag);
    if (depth() >= limits_.depth) FailDepth(mark);
    if (!open_.empty() && ExpectsKey()) {
      Fail(mark, "a key must be a string: a value that starts with `{` or `[` needs quotes");
    }
    OpenNode open;
    open.document.kind = kind;
    open.document.position = ToPosition(mark);
    open.mark = mark;
    open.anchor = anchor;
    open.spent_before = spent_;
    open_.push_back(std::move(open));
    Charge(mark, DocumentLimits::kNodeCost);
  }

  void Close() {
    OpenNode closed = std::move(open_.back());
    open_.pop_back();
    Remember(closed.mark, closed.anchor, {closed.document, spent_ - closed.spent_before, closed.height});
    Deepen(closed.height);
    Attach(closed.mark, std::move(closed.document));
  }

  // A finished scalar or alias.
  void Place(const YAML::Mark& mark, YAML::anchor_t anchor, Document node) {
    const bool is_scalar = node.kind != Document::Kind::kList && node.kind != Document::Kind::kMap;
    if (is_scalar) {
      const size_t cost = DocumentLimits::kNodeCost + node.text.size();
      Charge(mark, cost);
      Remember(mark, anchor, {node, cost, 0});
    }
    Attach(mark, std::move(node));
  }

  // Notes that the innermost open node holds one of this height.
  void Deepen(int height) {
    if (!open_.empty()) open_.back().height = std::max(open_.back().height, height + 1);
  }

  void Remember(const YAML::Mark& mark, YAML::anchor_t anchor, Anchored node) {
    if (anchor == 0) return;
    // The copy takes room too.
    Charge(mark, node.cost);
    anchors_[anchor] = std::move(node);
  }

  bool ExpectsKey() const {
    return open_.back().document.kind == Document::Kind::kMap && !open_.back().pending.has_value();
  }

  void Attach(const YAML::Mark& mark, Document node) {
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    OpenNode& parent = open_.back();
    if (parent.document.kind == Document::Kind::kList) {
      parent.document.items.push_back(std::move(node));
    } else if (parent.pending.has_value()) {
      parent.pending->value = std::move(node);
      parent.document.entries.push_back(*std::exchange(parent.pending, std::nullopt));
    } else {
      SetKey(mark, parent, std::move(node));
    }
  }

  static void SetKey(const YAML::Mark& mark, OpenNode& map, Document key) {
    if (key.kind != Document::Kind::kString) Fail(mark, "a key must be a string: put it in quotes");
    if (key.text == "<<") Fail(mark, "`<<` does not merge here: write the keys out");
    if (!map.keys.insert(key.text).second) Fail(mark, absl::StrCat("duplicate key `", key.text, "`"));
    map.pending = DocumentEntry{std::move(key.text), ToPosition(mark), {}};
  }

  absl::string_view text_;
  const DocumentLimits& limits_;
  Document root_;
  std::vector<OpenNode> open_;
  absl::flat_hash_map<YAML::anchor_t, Anchored> anchors_;
  size_t spent_ = 0;
  int documents_ = 0;
};

}  // namespace

absl::StatusOr<Document> ReadYaml(absl::string_view text, const DocumentLimits& limits) {
  std::istringstream stream{std::string(text)};
  Builder builder(text, limits);
  try {
    YAML::Parser parser(stream);
    while (parser.HandleNextDocument(builder)) {
    }
  } catch (const YAML::Exception& fault) {
    // At the end of the text, the parser gives no place.
    const bool at_end = fault.mark.line == 0 && fault.mark.column == 0 && absl::StartsWith(fault.msg, "end of ");
    const Position position = at_end ? EndOf(text) : ToPosition(fault.mark);
    return absl::InvalidArgumentError(absl::StrCat(ToString(position), ": ", FaultText(fault, text)));
  }
  if (!builder.started()) return absl::InvalidArgumentError("line 1, column 1: the document is empty");
  return builder.TakeDocument();
}

}  // namespace berth
