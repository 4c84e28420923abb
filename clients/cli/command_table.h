// The commands and options of `berth`, one row each. Everything that must agree
// with them (parsing, help, completion) is made from these rows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"
#include "absl/types/span.h"
#include "google/protobuf/descriptor.h"

namespace berth {

enum class Verb : uint8_t {
  kPlan,
  kResolve,
  kCheck,
  kList,
  kCatalogCheck,
  kCatalogPrint,
  kCatalogDiff,
  kCatalogInfo,
  kCompletion,
  kHelp,
};

struct VerbRow {
  Verb verb;
  // As it is typed: one word or two.
  absl::string_view words;
  // Arguments as the usage line shows them.
  absl::string_view arguments;
  int min_arguments;
  int max_arguments;
  // Words that the arguments are taken from, separated by `|`. Empty: anything.
  absl::string_view argument_choices;
  absl::string_view summary;
  // What `berth help` says besides. May be empty.
  absl::string_view details;
};

enum class Option : uint8_t {
  kOutput,
  kExplain,
  kForce,
  kProvider,
  kExisting,
  kView,
  kMaxCandidates,
  kFile,
  kAccount,
  kModel,
  kDeployable,
  kUnit,
  kCount,
  kMinTotalGpuMemory,
  kMinGpuMemory,
  kMinGpus,
  kMaxGpus,
  kGpuFamily,
  kMaxPrice,
  kPurpose,
  kExpectRevision,
  kAddress,
  kTlsCa,
  kTlsCert,
  kTlsKey,
  kTlsServerName,
  kNoProxy,
  kTimeout,
  kLocal,
  kCatalog,
  kHelp,
  kVersion,
};
inline constexpr int kOptionCount = static_cast<int>(Option::kVersion) + 1;

// kEnum: a value of a protobuf enum, by its word or its name.
enum class ValueKind : uint8_t { kNone, kText, kFile, kChoice, kEnum, kAddress, kInteger, kDuration, kPrice };

struct OptionRow {
  Option option;
  // Without the dashes.
  absl::string_view name;
  // 0: there is none.
  char letter;
  ValueKind kind;
  // What stands for the value in the usage. Of a choice: the words, separated by `|`. Of an enum: empty.
  absl::string_view value;
  // Value where the option is not given. Empty: none.
  absl::string_view fallback;
  // Bits of the verbs that take the option.
  uint32_t verbs;
  absl::string_view help;
  // Of kEnum.
  const google::protobuf::EnumDescriptor* (*enum_type)() = nullptr;
};

constexpr uint32_t Bit(Verb verb) { return uint32_t{1} << static_cast<int>(verb); }

absl::Span<const VerbRow> Verbs();

// An option whose values differ between verbs has several rows, no two for one verb.
absl::Span<const OptionRow> Options();

const VerbRow& RowOf(Verb verb);

// Whether the value is one of ChoicesOf.
bool IsChoice(const OptionRow& row);

// The words that the value is taken from; none for other kinds than kChoice and kEnum.
std::vector<std::string> ChoicesOf(const OptionRow& row);

// Without the dashes.
absl::string_view NameOf(Option option);

// Null if the verb does not take the option.
const OptionRow* FindOption(Verb verb, absl::string_view name);

}  // namespace berth
