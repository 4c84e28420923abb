// The two access models. Their whole small domain stands in tests/access_rows.tsv;
// here are the laws that hold for every policy.
#include "core/policy/policy.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <vector>

#include "absl/strings/str_join.h"

namespace berth {
namespace {

const std::vector<std::string> kAccounts = {"acct-1", "acct-10", "ACCT-1", "owner", "other"};

v1::ReplicateAccessPolicy Replicate(const std::vector<std::string>& allowed) {
  v1::ReplicateAccessPolicy policy;
  policy.set_visibility(v1::VISIBILITY_PRIVATE);
  policy.set_owner_account("owner");
  policy.mutable_allowed_accounts()->Add(allowed.begin(), allowed.end());
  return policy;
}

v1::WorkersAiAccessPolicy WorkersAi(const std::vector<std::string>& allowed) {
  v1::WorkersAiAccessPolicy policy;
  policy.set_owner_account("owner");
  policy.set_allowed_accounts(absl::StrJoin(allowed, ","));
  return policy;
}

template <typename Policy, typename Message>
std::vector<v1::AccessReason> Reasons(const Message& policy) {
  std::vector<v1::AccessReason> reasons;
  for (const std::string& account : kAccounts) reasons.push_back(Policy(policy).Decide(account).reason);
  return reasons;
}

// Every list of up to three accounts, with repetitions.
std::vector<std::vector<std::string>> Lists() {
  std::vector<std::vector<std::string>> lists = {{}};
  for (size_t begin = 0, length = 1; length <= 3; ++length) {
    const size_t end = lists.size();
    for (size_t i = begin; i < end; ++i) {
      for (const std::string& account : kAccounts) {
        std::vector<std::string> longer = lists[i];
        longer.push_back(account);
        lists.push_back(std::move(longer));
      }
    }
    begin = end;
  }
  return lists;
}

TEST(PolicyLawsTest, OrderAndDuplicatesNeverMatter) {
  for (const std::vector<std::string>& list : Lists()) {
    SCOPED_TRACE(absl::StrJoin(list, ","));
    std::vector<std::string> shuffled = list;
    std::reverse(shuffled.begin(), shuffled.end());
    shuffled.insert(shuffled.end(), list.begin(), list.end());
    EXPECT_EQ(Reasons<ReplicatePolicy>(Replicate(list)), Reasons<ReplicatePolicy>(Replicate(shuffled)));
    EXPECT_EQ(Reasons<WorkersAiPolicy>(WorkersAi(list)), Reasons<WorkersAiPolicy>(WorkersAi(shuffled)));
  }
}

// Adding an account never changes another's answer, nor its own to DENY.
template <typename Policy, typename Message>
void ExpectAddingOnlyAdmits(Message (*make)(const std::vector<std::string>&)) {
  for (const std::vector<std::string>& list : Lists()) {
    if (list.empty()) continue;
    for (const std::string& added : kAccounts) {
      SCOPED_TRACE(absl::StrJoin(list, ",") + " and " + added);
      std::vector<std::string> longer = list;
      longer.push_back(added);
      EXPECT_EQ(Policy(make(longer)).Decide(added).decision, v1::ACCESS_DECISION_ALLOW);
      for (const std::string& account : kAccounts) {
        if (account == added) continue;
        EXPECT_EQ(Policy(make(list)).Decide(account).reason, Policy(make(longer)).Decide(account).reason) << account;
      }
    }
  }
}

TEST(PolicyLawsTest, AddingAnAccountAdmitsOnlyThatAccount) {
  ExpectAddingOnlyAdmits<ReplicatePolicy>(&Replicate);
  ExpectAddingOnlyAdmits<WorkersAiPolicy>(&WorkersAi);
}

TEST(PolicyTest, AListThatNamesNobodyAdmitsNobody) {
  for (const char* list : {"", " ", ",", " , ,, "}) {
    SCOPED_TRACE(list);
    v1::WorkersAiAccessPolicy policy;
    policy.set_owner_account("owner");
    policy.set_allowed_accounts(list);
    for (const std::string& account : kAccounts) {
      EXPECT_EQ(WorkersAiPolicy(policy).Decide(account).decision, v1::ACCESS_DECISION_DENY);
      EXPECT_EQ(WorkersAiPolicy(policy).Decide(account).reason, v1::ACCESS_REASON_ALLOWED_ACCOUNTS_EMPTY);
    }
  }
}

TEST(PolicyTest, CountsEntriesThatNameNobody) {
  AccountList list;
  for (const char* account : {"a", "", " ", " b "}) list.Add(account);
  EXPECT_EQ(list.empty_entries(), 2);
  EXPECT_TRUE(list.Contains("b"));
  EXPECT_FALSE(list.Contains(" b "));
}

}  // namespace
}  // namespace berth
