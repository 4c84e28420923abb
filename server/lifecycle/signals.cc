#include "server/lifecycle/signals.h"

#include <pthread.h>

#include <utility>

namespace berth {
namespace {

// Wakes the thread when it shall end. Sent by anyone else, it does nothing.
constexpr int kEndSignal = SIGUSR2;

}  // namespace

SignalThread::SignalThread(std::initializer_list<int> signals, std::function<void(int)> on_signal)
    : on_signal_(std::move(on_signal)) {
  sigemptyset(&signals_);
  for (const int signal : signals) sigaddset(&signals_, signal);
  sigaddset(&signals_, kEndSignal);
  pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
  thread_ = std::thread([this] { Run(); });
}

SignalThread::~SignalThread() {
  ending_ = true;
  pthread_kill(thread_.native_handle(), kEndSignal);
  thread_.join();
}

void SignalThread::Run() {
  int signal = 0;
  while (sigwait(&signals_, &signal) == 0) {
    if (signal != kEndSignal) on_signal_(signal);
    if (ending_) return;
  }
}

}  // namespace berth
