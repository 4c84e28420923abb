#include "core/validation/fields.h"

#include <algorithm>
#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "core/names/image_reference.h"
#include "core/names/kubernetes_names.h"
#include "core/names/nearest_names.h"

namespace berth {
namespace {

constexpr int kMaxEnvEntries = 500;
constexpr size_t kMaxEnvValueBytes = size_t{32} << 10;

}  // namespace

std::string FieldIn(absl::string_view path, absl::string_view field) { return absl::StrCat(path, ".", field); }

void RequireRange(absl::string_view path, int64_t value, int64_t low, int64_t high, Violations& violations) {
  if (value >= low && value <= high) return;
  violations.Add(v1::ERROR_REASON_VALUE_OUT_OF_RANGE, path,
                 absl::StrCat("`", value, "` is not in ", low, " to ", high));
}

void RequireText(absl::string_view path, absl::string_view value, Violations& violations) {
  if (value.empty()) {
    violations.Add(v1::ERROR_REASON_REQUIRED_FIELD_MISSING, path, "is not set");
  } else if (value.size() > kMaxTextBytes) {
    violations.Add(v1::ERROR_REASON_TOO_LARGE, path,
                   absl::StrCat("has ", value.size(), " bytes, ", kMaxTextBytes, " are allowed"));
  } else if (value != absl::StripAsciiWhitespace(value) ||
             std::any_of(value.begin(), value.end(), [](char c) { return absl::ascii_iscntrl(c); })) {
    violations.Add(v1::ERROR_REASON_INVALID_FORMAT, path, "has blanks at its ends, or control characters");
  }
}

void RequireImage(absl::string_view path, absl::string_view image, Violations& violations) {
  if (image.empty() || image.size() > kMaxTextBytes) return RequireText(path, image, violations);
  if (IsImageReference(image)) return;
  violations.Add(
      v1::ERROR_REASON_INVALID_FORMAT, path,
      absl::StrCat("`", Shortened(image), "` is not an image reference such as `registry.example.com/owner/name:tag`"));
}

void ValidateEnv(absl::string_view path, const google::protobuf::RepeatedPtrField<v1::EnvVar>& env,
                 Violations& violations) {
  if (env.size() > kMaxEnvEntries) {
    violations.Add(v1::ERROR_REASON_TOO_LARGE, path,
                   absl::StrCat("has ", env.size(), " entries, ", kMaxEnvEntries, " are allowed"));
    return;
  }
  absl::flat_hash_set<absl::string_view> names;
  for (int i = 0; i < env.size(); ++i) {
    const v1::EnvVar& variable = env[i];
    const std::string entry = absl::StrCat(path, "[", i, "]");
    if (!IsEnvVarName(variable.name())) {
      violations.Add(v1::ERROR_REASON_INVALID_FORMAT, absl::StrCat(entry, ".name"),
                     absl::StrCat("`", Shortened(variable.name()), "` is no name of an environment variable"));
    } else if (!names.insert(variable.name()).second) {
      violations.Add(v1::ERROR_REASON_CONFLICTING_FIELDS, absl::StrCat(entry, ".name"),
                     absl::StrCat("`", Shortened(variable.name()), "` is there twice"));
    }
    if (variable.value().size() > kMaxEnvValueBytes) {
      violations.Add(v1::ERROR_REASON_TOO_LARGE, absl::StrCat(entry, ".value"),
                     absl::StrCat("has ", variable.value().size(), " bytes, ", kMaxEnvValueBytes, " are allowed"));
    } else if (absl::StrContains(variable.value(), '\0')) {
      violations.Add(v1::ERROR_REASON_INVALID_FORMAT, absl::StrCat(entry, ".value"),
                     "has a NUL byte, which ends the value where a process reads it");
    }
  }
}

}  // namespace berth
