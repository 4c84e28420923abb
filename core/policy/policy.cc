#include "core/policy/policy.h"

#include "absl/strings/ascii.h"
#include "absl/strings/str_split.h"

namespace berth {
namespace {

constexpr AccessVerdict Allow(v1::AccessReason reason) { return {v1::ACCESS_DECISION_ALLOW, reason}; }
constexpr AccessVerdict Deny(v1::AccessReason reason) { return {v1::ACCESS_DECISION_DENY, reason}; }

}  // namespace

void AccountList::Add(absl::string_view account) {
  account = absl::StripAsciiWhitespace(account);
  if (account.empty()) {
    ++empty_entries_;
  } else {
    accounts_.emplace(account);
  }
}

ReplicatePolicy::ReplicatePolicy(const v1::ReplicateAccessPolicy& policy)
    : visibility_(policy.visibility()), owner_(absl::StripAsciiWhitespace(policy.owner_account())) {
  for (const std::string& account : policy.allowed_accounts()) allowed_.Add(account);
}

AccessVerdict ReplicatePolicy::Decide(absl::string_view account) const {
  if (visibility_ == v1::VISIBILITY_PUBLIC) return Allow(v1::ACCESS_REASON_PUBLIC);
  if (account == owner_) return Allow(v1::ACCESS_REASON_OWNER);
  if (allowed_.Contains(account)) return Allow(v1::ACCESS_REASON_ALLOW_LISTED);
  return Deny(v1::ACCESS_REASON_NOT_ALLOW_LISTED);
}

bool ReplicatePolicy::IsShared() const {
  return visibility_ == v1::VISIBILITY_PUBLIC || allowed_.NamesOthersThan(owner_);
}

WorkersAiPolicy::WorkersAiPolicy(const v1::WorkersAiAccessPolicy& policy)
    : has_list_(policy.has_allowed_accounts()),
      is_private_(policy.is_private()),
      owner_(absl::StripAsciiWhitespace(policy.owner_account())) {
  if (!has_list_) return;
  for (absl::string_view account : absl::StrSplit(policy.allowed_accounts(), ',')) allowed_.Add(account);
}

AccessVerdict WorkersAiPolicy::Decide(absl::string_view account) const {
  if (has_list_) {
    if (allowed_.empty()) return Deny(v1::ACCESS_REASON_ALLOWED_ACCOUNTS_EMPTY);
    if (allowed_.Contains(account)) return Allow(v1::ACCESS_REASON_ALLOW_LISTED);
    return Deny(v1::ACCESS_REASON_NOT_ALLOW_LISTED);
  }
  if (!is_private_) return Allow(v1::ACCESS_REASON_PUBLIC);
  if (!owner_.empty() && account == owner_) return Allow(v1::ACCESS_REASON_OWNER);
  return Deny(v1::ACCESS_REASON_PRIVATE);
}

}  // namespace berth
