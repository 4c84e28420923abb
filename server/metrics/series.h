// Makes metrics as the table of definitions says: series that are counted, and
// samples of what is only read. Values of labels stand in the order of the
// definition's labels.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/string_view.h"
#include "google/protobuf/descriptor.h"
#include "prometheus/counter.h"
#include "prometheus/gauge.h"
#include "prometheus/histogram.h"
#include "prometheus/labels.h"
#include "prometheus/metric_family.h"
#include "prometheus/registry.h"
#include "server/metrics/metric_definitions.h"

namespace berth {

using LabelValues = std::vector<std::string>;

prometheus::Labels LabelsOf(const MetricDefinition& definition, const LabelValues& values);

prometheus::Counter& AddCounter(prometheus::Registry& registry, Metric metric, const LabelValues& values);
prometheus::Gauge& AddGauge(prometheus::Registry& registry, Metric metric);
prometheus::Histogram& AddHistogram(prometheus::Registry& registry, Metric metric, const LabelValues& values,
                                    const std::vector<double>& bounds);

// Counters by the number of an enum's value; null where there is none.
using CountersByEnum = std::vector<prometheus::Counter*>;

// One counter for each value of an enum but 0, which is never sent. The value's name, in lower case and without
// `prefix`, is the last label, behind `values`.
CountersByEnum AddCounters(prometheus::Registry& registry, Metric metric, const LabelValues& values,
                           const google::protobuf::EnumDescriptor& type, absl::string_view prefix);

void Increment(const CountersByEnum& counters, int number);

struct Sample {
  LabelValues labels;
  double value = 0;
};

// A counter or gauge with the values that were read.
prometheus::MetricFamily FamilyOf(Metric metric, const std::vector<Sample>& samples);

}  // namespace berth
