// What Linux says about this process, for the metrics that every Prometheus
// client has. Thread-safe.
#pragma once

namespace berth {

struct ProcessStatus {
  double cpu_seconds = 0;
  double resident_bytes = 0;
  double virtual_bytes = 0;
  double open_fds = 0;
  double max_fds = 0;
  double start_time_seconds = 0;  // Since 1970.
};

// From /proc. What cannot be read stays 0.
ProcessStatus ReadProcessStatus();

}  // namespace berth
