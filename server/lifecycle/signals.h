// Turns signals into calls of an ordinary function, on a thread of its own:
// nothing runs in a signal handler, and no other thread is ever interrupted.
#pragma once

#include <atomic>
#include <csignal>
#include <functional>
#include <initializer_list>
#include <thread>

namespace berth {

class SignalThread {
 public:
  // Blocks `signals` for this thread and all that it starts from now on, so construct it before any of them.
  // `on_signal` runs on the signal thread, for one signal at a time.
  SignalThread(std::initializer_list<int> signals, std::function<void(int)> on_signal);
  ~SignalThread();

  SignalThread(const SignalThread&) = delete;
  SignalThread& operator=(const SignalThread&) = delete;

 private:
  void Run();

  sigset_t signals_;
  std::function<void(int)> on_signal_;
  std::atomic<bool> ending_ = false;
  std::thread thread_;
};

}  // namespace berth
