#include "core/workers_ai/gpu_model.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"

namespace berth {
namespace {

using Words = std::vector<std::string>;

bool IsDigits(absl::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return absl::ascii_isdigit(c); });
}

// Whether the word is a number and then `unit`.
bool IsAmount(absl::string_view word, absl::string_view unit) {
  return absl::ConsumeSuffix(&word, unit) && IsDigits(word);
}

Words LowerCaseWords(absl::string_view text) {
  Words words;
  bool in_word = false;
  for (const char c : text) {
    const bool is_alnum = absl::ascii_isalnum(c);
    if (is_alnum && !in_word) words.emplace_back();
    if (is_alnum) words.back() += absl::ascii_tolower(c);
    in_word = is_alnum;
  }
  return words;
}

// Null if none is named, or more than one.
const v1::WorkersAiGpuType* OnlyType(const Words& words, const v1::WorkersAiSettings& settings) {
  const v1::WorkersAiGpuType* only = nullptr;
  for (const std::string& word : words) {
    const v1::WorkersAiGpuType* type = FindGpuType(word, settings);
    if (type == nullptr) continue;
    if (only != nullptr && only != type) return nullptr;
    only = type;
  }
  return only;
}

// NVIDIA's names for parts of a GPU: MIG profiles (`1g.10gb`), vGPU profiles (`10c`) and time slices (`SHARED`).
std::string SliceIn(const Words& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (word == "mig" || word == "vgpu" || word == "shared") return word;
    if (IsAmount(word, "a") || IsAmount(word, "b") || IsAmount(word, "c") || IsAmount(word, "q")) return word;
    if (i + 1 < words.size() && IsAmount(word, "g") && IsAmount(words[i + 1], "gb")) {
      return absl::StrCat(word, ".", words[i + 1]);
    }
  }
  return "";
}

// `2x`, `x2`, `x`, and `8xh100` or `h100x8` where the rest is a type.
bool IsMultiplier(absl::string_view word, const v1::WorkersAiSettings& settings) {
  for (size_t x = word.find('x'); x != absl::string_view::npos; x = word.find('x', x + 1)) {
    const absl::string_view before = word.substr(0, x);
    const absl::string_view after = word.substr(x + 1);
    const bool has_type = FindGpuType(before, settings) != nullptr || FindGpuType(after, settings) != nullptr;
    if (before.empty() && after.empty()) return true;
    if (IsDigits(before) && (after.empty() || has_type)) return true;
    if (IsDigits(after) && (before.empty() || has_type)) return true;
  }
  return false;
}

bool IsMemoryUnit(absl::string_view word) { return word == "g" || word == "gb" || word == "gib"; }

// Such as `80gb`, or the number before a unit that stands apart.
std::string MemoryAt(const Words& words, size_t i) {
  for (const absl::string_view unit : {"g", "gb", "gib"}) {
    if (IsAmount(words[i], unit)) return std::string(absl::StripSuffix(words[i], unit));
  }
  return IsDigits(words[i]) && i + 1 < words.size() && IsMemoryUnit(words[i + 1]) ? words[i] : "";
}

bool IsMemoryOf(const v1::WorkersAiGpuType& type, const std::string& number) {
  int gb = 0;
  return absl::SimpleAtoi(number, &gb) && gb == type.memory_gb();
}

std::string CountFault(absl::string_view word) {
  return absl::StrCat("has `", word, "`, a count; how many GPUs follows from `gpu_memory` and `dual_gpu`");
}

// What cannot be meant beside the type's name.
std::string FaultBeside(const v1::WorkersAiGpuType& type, const Words& words) {
  for (size_t i = 0; i < words.size(); ++i) {
    const std::string memory = MemoryAt(words, i);
    if (!memory.empty() && !IsMemoryOf(type, memory)) {
      return absl::StrCat("has ", memory, " GB, and ", type.name(), " has ", type.memory_gb(), " GB");
    }
    // `H100-80` is the memory too; any other number can only be a count.
    if (memory.empty() && IsDigits(words[i]) && !IsMemoryOf(type, words[i])) return CountFault(words[i]);
  }
  return "";
}

}  // namespace

const v1::WorkersAiGpuType* FindGpuType(absl::string_view name, const v1::WorkersAiSettings& settings) {
  for (const v1::WorkersAiGpuType& type : settings.gpu_types()) {
    if (absl::EqualsIgnoreCase(type.name(), name)) return &type;
  }
  return nullptr;
}

GpuModelReading ReadGpuModel(absl::string_view gpu_model, const v1::WorkersAiSettings& settings) {
  const Words words = LowerCaseWords(gpu_model);
  if (const std::string slice = SliceIn(words); !slice.empty()) {
    return {nullptr, absl::StrCat("has `", slice, "`, a slice of a GPU; a model gets whole GPUs")};
  }
  for (const std::string& word : words) {
    if (word == "dual" || IsMultiplier(word, settings)) return {nullptr, CountFault(word)};
  }
  const v1::WorkersAiGpuType* type = OnlyType(words, settings);
  if (type == nullptr) return {nullptr, "names no GPU type, or more than one"};
  std::string fault = FaultBeside(*type, words);
  if (!fault.empty()) type = nullptr;
  return {type, std::move(fault)};
}

}  // namespace berth
