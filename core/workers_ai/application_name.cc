#include "core/workers_ai/application_name.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "absl/algorithm/container.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "core/names/kubernetes_names.h"
#include "core/wire/wire.h"

namespace berth {
namespace {

constexpr size_t kMaxLength = 63;
constexpr size_t kHashDigits = 8;
// Those of Workers AI's public model ids, such as `@cf/meta/llama-guard`.
constexpr absl::string_view kScopes[] = {"cf", "hf"};

bool IsNameCharacter(char c) { return absl::ascii_islower(c) || absl::ascii_isdigit(c) || c == '-'; }

bool IsLowerHex(char c) { return absl::ascii_isdigit(c) || (c >= 'a' && c <= 'f'); }

bool EndsLikeSuffix(absl::string_view name) {
  if (name.size() <= kHashDigits) return false;
  const absl::string_view end = name.substr(name.size() - kHashDigits - 1);
  return end.front() == '-' && std::all_of(end.begin() + 1, end.end(), IsLowerHex);
}

// Whether `text` is a known scope, an owner without dashes and a name, with `separator` between them: so the name of an
// id of this form tells the id.
bool IsScoped(absl::string_view text, char separator) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, absl::MaxSplits(separator, 2));
  return parts.size() == 3 && absl::c_linear_search(kScopes, parts[0]) && IsDnsLabel(parts[1]) &&
         !absl::StrContains(parts[1], '-') && IsDnsLabel(parts[2]);
}

// The name that needs no suffix. Nothing where another id could have it.
std::optional<std::string> PlainName(absl::string_view model_id) {
  absl::string_view scoped = model_id;
  if (absl::ConsumePrefix(&scoped, "@")) {
    std::string name = absl::StrReplaceAll(scoped, {{"/", "-"}});
    if (IsScoped(scoped, '/') && IsDnsLabel(name) && !EndsLikeSuffix(name)) return name;
    return std::nullopt;
  }
  if (!IsDnsLabel(model_id) || EndsLikeSuffix(model_id) || IsScoped(model_id, '-')) return std::nullopt;
  return std::string(model_id);
}

// A run of dashes stays as it is, a run with any other character between letters and digits becomes one dash.
std::string Dashed(absl::string_view model_id) {
  std::string name;
  std::string dashes;
  bool altered = false;
  for (const char c : absl::AsciiStrToLower(model_id)) {
    if (!IsNameCharacter(c)) {
      altered = true;
    } else if (c == '-') {
      dashes += c;
    } else {
      absl::StrAppend(&name, altered ? "-" : dashes, std::string(1, c));
      dashes.clear();
      altered = false;
    }
  }
  return name;
}

absl::string_view WithoutDashes(absl::string_view name) {
  while (absl::ConsumePrefix(&name, "-")) {
  }
  while (absl::ConsumeSuffix(&name, "-")) {
  }
  return name;
}

}  // namespace

std::string ApplicationName(absl::string_view model_id) {
  if (auto plain = PlainName(model_id)) return *std::move(plain);
  const std::string dashed = Dashed(model_id);
  const std::string digits = Sha256(model_id).substr(std::string("sha256:").size(), kHashDigits);
  const absl::string_view name = WithoutDashes(WithoutDashes(dashed).substr(0, kMaxLength - kHashDigits - 1));
  return absl::StrCat(name.empty() ? "model" : name, "-", digits);
}

}  // namespace berth
