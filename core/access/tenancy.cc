#include "core/access/tenancy.h"

namespace berth {

v1::Tenancy ReplicateTenancy() {
  v1::Tenancy tenancy;
  tenancy.set_isolation_boundary(v1::ISOLATION_BOUNDARY_DEPLOYABLE);
  tenancy.set_gpus_dedicated_to_resource(true);
  tenancy.set_fairness(v1::FAIRNESS_REGIME_NONE);
  return tenancy;
}

v1::Tenancy WorkersAiTenancy() {
  v1::Tenancy tenancy;
  tenancy.set_isolation_boundary(v1::ISOLATION_BOUNDARY_MODEL);
  tenancy.set_pods_shared_between_accounts(true);
  tenancy.set_fairness(v1::FAIRNESS_REGIME_PER_ACCOUNT);
  return tenancy;
}

}  // namespace berth
