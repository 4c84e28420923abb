// Tells several observers what one is told, in order. Thread-safe if they are.
#pragma once

#include <utility>
#include <vector>

#include "server/rpc/decision_observer.h"

namespace berth {

class DecisionFanOut final : public DecisionObserver {
 public:
  // They must outlive it.
  explicit DecisionFanOut(std::vector<DecisionObserver*> observers) : observers_(std::move(observers)) {}

  void OnPlan(const DecisionOrigin& origin, const v1::PlanPlacementRequest& request,
              const v1::PlanPlacementResponse& response) override {
    for (DecisionObserver* observer : observers_) observer->OnPlan(origin, request, response);
  }

  void OnAccess(const DecisionOrigin& origin, const v1::CheckAccessRequest& request,
                const v1::CheckAccessResponse& response) override {
    for (DecisionObserver* observer : observers_) observer->OnAccess(origin, request, response);
  }

  void OnRefusal(const DecisionOrigin& origin, const v1::ErrorReport& report) override {
    for (DecisionObserver* observer : observers_) observer->OnRefusal(origin, report);
  }

 private:
  const std::vector<DecisionObserver*> observers_;
};

}  // namespace berth
