// A document as JSON and YAML both know it: nulls, booleans, numbers, strings,
// lists and maps, in the order of the text and with the place of every node.
// Numbers stay text, so that none loses a digit. Holds no rule of any request.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace berth {

// A place in a text, both from 1. Columns count bytes.
struct Position {
  int line = 0;
  int column = 0;
};

struct DocumentEntry;

struct Document {
  enum class Kind { kNull, kBool, kNumber, kString, kList, kMap };

  Kind kind = Kind::kNull;
  // `true` or `false`, the number as it was written, or the string's value.
  std::string text;
  // Of a list.
  std::vector<Document> items;
  // Of a map, each key once.
  std::vector<DocumentEntry> entries;
  Position position;
};

struct DocumentEntry {
  std::string key;
  Position position;
  Document value;
};

// The same content in the same order, wherever it stood.
bool operator==(const Document& left, const Document& right);

// What a text may grow to while it is read.
struct DocumentLimits {
  size_t source_bytes = size_t{1} << 20;
  // Strings and numbers after every alias is expanded, and kNodeCost for each node.
  size_t expanded_bytes = size_t{4} << 20;
  // Lists and maps inside one another.
  int depth = 100;

  static constexpr size_t kNodeCost = 32;
};

// `line 3, column 7`.
std::string ToString(Position position);

}  // namespace berth
