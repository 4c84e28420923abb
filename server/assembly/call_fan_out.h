// Tells several observers of calls what one is told, in order. Thread-safe if
// they are.
#pragma once

#include <utility>
#include <vector>

#include "server/transport/call_observer.h"

namespace berth {

class CallFanOut final : public CallObserver {
 public:
  // They must outlive it.
  explicit CallFanOut(std::vector<CallObserver*> observers) : observers_(std::move(observers)) {}

  void OnStarted(size_t method) override {
    for (CallObserver* observer : observers_) observer->OnStarted(method);
  }

  void OnHandled(const CallReport& report) override {
    for (CallObserver* observer : observers_) observer->OnHandled(report);
  }

 private:
  const std::vector<CallObserver*> observers_;
};

}  // namespace berth
