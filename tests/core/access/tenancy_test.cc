#include "core/access/tenancy.h"

#include <gtest/gtest.h>

namespace berth {
namespace {

TEST(TenancyTest, ReplicateIsolatesDeployables) {
  const v1::Tenancy tenancy = ReplicateTenancy();
  EXPECT_EQ(tenancy.isolation_boundary(), v1::ISOLATION_BOUNDARY_DEPLOYABLE);
  EXPECT_TRUE(tenancy.gpus_dedicated_to_resource());
  EXPECT_FALSE(tenancy.has_pods_shared_between_accounts());
  EXPECT_EQ(tenancy.fairness(), v1::FAIRNESS_REGIME_NONE);
}

TEST(TenancyTest, WorkersAiIsolatesModels) {
  const v1::Tenancy tenancy = WorkersAiTenancy();
  EXPECT_EQ(tenancy.isolation_boundary(), v1::ISOLATION_BOUNDARY_MODEL);
  EXPECT_FALSE(tenancy.has_gpus_dedicated_to_resource());
  EXPECT_TRUE(tenancy.pods_shared_between_accounts());
  EXPECT_EQ(tenancy.fairness(), v1::FAIRNESS_REGIME_PER_ACCOUNT);
}

}  // namespace
}  // namespace berth
