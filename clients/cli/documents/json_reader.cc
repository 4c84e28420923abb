#include <optional>
#include <utility>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "clients/cli/documents/json_text.h"
#include "clients/cli/documents/text_check.h"

namespace berth {
namespace {

size_t CountDigits(absl::string_view text) {
  const size_t end = text.find_first_not_of("0123456789");
  return end == absl::string_view::npos ? text.size() : end;
}

// Length of the number that `text` starts with; 0 if it starts with none.
size_t NumberLength(absl::string_view text) {
  size_t length = text.substr(0, 1) == "-" ? 1 : 0;
  const size_t digits = CountDigits(text.substr(length));
  if (digits == 0 || (digits > 1 && text[length] == '0')) return 0;
  length += digits;
  if (text.substr(length, 1) == ".") {
    const size_t fraction = CountDigits(text.substr(length + 1));
    if (fraction == 0) return 0;
    length += 1 + fraction;
  }
  if (length < text.size() && (text[length] == 'e' || text[length] == 'E')) {
    size_t mark = length + 1;
    if (mark < text.size() && (text[mark] == '+' || text[mark] == '-')) ++mark;
    const size_t exponent = CountDigits(text.substr(mark));
    if (exponent == 0) return 0;
    length = mark + exponent;
  }
  return length;
}

class Reader {
 public:
  Reader(absl::string_view text, const DocumentLimits& limits) : text_(text), limits_(limits) {}

  absl::StatusOr<Document> ReadAll() {
    Document document;
    if (ReadValue(document) && (SkipBlanks(), at_ != text_.size())) Fail("something follows the end of the document");
    if (fault_.has_value()) return absl::InvalidArgumentError(*fault_);
    return document;
  }

 private:
  Position Here() const { return {line_, static_cast<int>(at_ - line_start_) + 1}; }

  bool Fail(absl::string_view what) {
    if (!fault_.has_value()) fault_ = absl::StrCat(ToString(Here()), ": ", what);
    return false;
  }

  void SkipBlanks() {
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\n') {
        ++line_;
        line_start_ = at_ + 1;
      } else if (c != ' ' && c != '\t' && c != '\r') {
        return;
      }
    }
  }

  bool Take(char wanted) {
    SkipBlanks();
    if (at_ == text_.size() || text_[at_] != wanted) return false;
    ++at_;
    return true;
  }

  bool Charge(size_t bytes) {
    spent_ += bytes;
    return spent_ <= limits_.expanded_bytes || Fail(absl::StrCat("larger than ", limits_.expanded_bytes, " bytes"));
  }

  bool ReadValue(Document& value) {
    SkipBlanks();
    value.position = Here();
    if (!Charge(DocumentLimits::kNodeCost)) return false;
    if (at_ == text_.size()) return Fail("the document ends too early");
    switch (text_[at_]) {
      case '{':
        return Nested(value, &Reader::ReadMap);
      case '[':
        return Nested(value, &Reader::ReadList);
      case '"':
        value.kind = Document::Kind::kString;
        return ReadString(value.text) && Charge(value.text.size());
      default:
        return ReadWord(value);
    }
  }

  bool Nested(Document& value, bool (Reader::*read)(Document&)) {
    if (++depth_ > limits_.depth) return Fail(absl::StrCat("nested deeper than ", limits_.depth, " levels"));
    ++at_;
    const bool good = (this->*read)(value);
    --depth_;
    return good;
  }

  bool ReadMap(Document& map) {
    map.kind = Document::Kind::kMap;
    if (Take('}')) return true;
    absl::flat_hash_set<std::string> keys;
    do {
      SkipBlanks();
      DocumentEntry entry;
      entry.position = Here();
      if (at_ == text_.size() || text_[at_] != '"') return Fail("a key in double quotes is missing");
      if (!ReadString(entry.key) || !Charge(entry.key.size())) return false;
      if (!keys.insert(entry.key).second) {
        at_ = line_start_ + entry.position.column - 1;
        return Fail(absl::StrCat("duplicate key `", entry.key, "`"));
      }
      if (!Take(':')) return Fail("`:` is missing");
      if (!ReadValue(entry.value)) return false;
      map.entries.push_back(std::move(entry));
    } while (Take(','));
    return Take('}') || Fail("`,` or `}` is missing");
  }

  bool ReadList(Document& list) {
    list.kind = Document::Kind::kList;
    if (Take(']')) return true;
    do {
      if (!ReadValue(list.items.emplace_back())) return false;
    } while (Take(','));
    return Take(']') || Fail("`,` or `]` is missing");
  }

  bool ReadWord(Document& value) {
    for (absl::string_view word : {"null", "true", "false"}) {
      if (text_.substr(at_, word.size()) != word) continue;
      value.kind = word == "null" ? Document::Kind::kNull : Document::Kind::kBool;
      if (word != "null") value.text = std::string(word);
      at_ += word.size();
      return true;
    }
    const size_t length = NumberLength(text_.substr(at_));
    if (length == 0) return Fail("a value is missing");
    value.kind = Document::Kind::kNumber;
    value.text = std::string(text_.substr(at_, length));
    at_ += length;
    return Charge(length);
  }

  bool ReadString(std::string& string) {
    ++at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      if (c == '\\') {
        if (!ReadEscape(string)) return false;
        continue;
      }
      if (static_cast<unsigned char>(c) < 0x20) return Fail("line break or control character in a string");
      string.push_back(c);
      ++at_;
    }
    return Fail("the string has no end");
  }

  bool ReadEscape(std::string& string) {
    constexpr absl::string_view kLetters = "\"\\/bfnrt";
    constexpr absl::string_view kMeanings = "\"\\/\b\f\n\r\t";
    const char letter = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    if (letter == 'u') return ReadUnicodeEscape(string);
    const size_t index = letter == '\0' ? absl::string_view::npos : kLetters.find(letter);
    if (index == absl::string_view::npos) return Fail("unknown escape in a string");
    string.push_back(kMeanings[index]);
    at_ += 2;
    return true;
  }

  std::optional<char32_t> TakeUnit() {
    const absl::string_view digits = text_.substr(at_).substr(0, 6);
    uint32_t unit = 0;
    if (digits.size() != 6 || digits.substr(0, 2) != "\\u" ||
        digits.substr(2).find_first_not_of("0123456789abcdefABCDEF") != absl::string_view::npos ||
        !absl::SimpleHexAtoi(digits.substr(2), &unit)) {
      return std::nullopt;
    }
    at_ += 6;
    return static_cast<char32_t>(unit);
  }

  bool ReadUnicodeEscape(std::string& string) {
    const std::optional<char32_t> first = TakeUnit();
    if (!first.has_value()) return Fail("`\\u` needs four hexadecimal digits");
    if (*first < 0xD800 || *first > 0xDFFF) {
      AppendUtf8(*first, string);
      return true;
    }
    const std::optional<char32_t> second = *first < 0xDC00 ? TakeUnit() : std::nullopt;
    if (!second.has_value() || *second < 0xDC00 || *second > 0xDFFF) return Fail("half of a surrogate pair");
    AppendUtf8(0x10000 + ((*first - 0xD800) << 10) + (*second - 0xDC00), string);
    return true;
  }

  absl::string_view text_;
  const DocumentLimits& limits_;
  size_t at_ = 0;
  size_t line_start_ = 0;
  int line_ = 1;
  int depth_ = 0;
  size_t spent_ = 0;
  std::optional<std::string> fault_;
};

}  // namespace

bool IsJsonNumber(absl::string_view text) { return !text.empty() && NumberLength(text) == text.size(); }

absl::StatusOr<Document> ReadJson(absl::string_view text, const DocumentLimits& limits) {
  return Reader(text, limits).ReadAll();
}

}  // namespace berth
