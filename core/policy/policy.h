// The two access models: who may use a Replicate deployable, and who a Workers
// AI model. A policy is compiled once and asked often; it knows nothing of
// requests or catalogs. Immutable, and safe to share between threads.
#pragma once

#include <string>

#include "absl/container/flat_hash_set.h"
#include "absl/strings/string_view.h"
#include "berth/v1/access.pb.h"

namespace berth {

struct AccessVerdict {
  v1::AccessDecision decision;
  v1::AccessReason reason;
};

// The accounts of a list: without blanks at their ends, compared byte for byte. Order and duplicates never matter.
class AccountList {
 public:
  void Add(absl::string_view account);
  bool Contains(absl::string_view account) const { return accounts_.contains(account); }
  bool empty() const { return accounts_.empty(); }
  bool NamesOthersThan(absl::string_view account) const { return accounts_.size() > (Contains(account) ? 1 : 0); }
  // Entries that name nobody.
  int empty_entries() const { return empty_entries_; }

 private:
  absl::flat_hash_set<std::string> accounts_;
  int empty_entries_ = 0;
};

// Public: everyone. Private: the owner, then the accounts of the list, and nobody else.
class ReplicatePolicy {
 public:
  explicit ReplicatePolicy(const v1::ReplicateAccessPolicy& policy);
  // `account` must not be empty, nor have blanks at its ends.
  AccessVerdict Decide(absl::string_view account) const;
  // Whether more accounts than one may use it: private is single-tenant unless the list names somebody else.
  bool IsShared() const;
  const AccountList& allowed() const { return allowed_; }

 private:
  v1::Visibility visibility_;
  std::string owner_;
  AccountList allowed_;
};

// With a list: its accounts and nobody else, be they the owner, and be the model private or not; a list that names
// nobody admits nobody. Without one: everyone, or the owner alone if the model is private.
class WorkersAiPolicy {
 public:
  explicit WorkersAiPolicy(const v1::WorkersAiAccessPolicy& policy);
  // `account` must not be empty, nor have blanks at its ends.
  AccessVerdict Decide(absl::string_view account) const;
  bool has_list() const { return has_list_; }
  const AccountList& allowed() const { return allowed_; }

 private:
  bool has_list_;
  bool is_private_;
  std::string owner_;
  AccountList allowed_;
};

}  // namespace berth
