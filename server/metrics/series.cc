#include "server/metrics/series.h"

#include "absl/strings/ascii.h"
#include "absl/strings/strip.h"

namespace berth {

prometheus::Labels LabelsOf(const MetricDefinition& definition, const LabelValues& values) {
  prometheus::Labels labels;
  for (size_t i = 0; i < values.size(); ++i) labels.emplace(definition.labels.at(i), values[i]);
  return labels;
}

prometheus::Counter& AddCounter(prometheus::Registry& registry, Metric metric, const LabelValues& values) {
  const MetricDefinition& definition = DefinitionOf(metric);
  // The registry has one family for each name, however often it is registered.
  auto& family = prometheus::BuildCounter().Name(definition.name).Help(definition.help).Register(registry);
  return family.Add(LabelsOf(definition, values));
}

prometheus::Gauge& AddGauge(prometheus::Registry& registry, Metric metric) {
  const MetricDefinition& definition = DefinitionOf(metric);
  return prometheus::BuildGauge().Name(definition.name).Help(definition.help).Register(registry).Add({});
}

prometheus::Histogram& AddHistogram(prometheus::Registry& registry, Metric metric, const LabelValues& values,
                                    const std::vector<double>& bounds) {
  const MetricDefinition& definition = DefinitionOf(metric);
  auto& family = prometheus::BuildHistogram().Name(definition.name).Help(definition.help).Register(registry);
  return family.Add(LabelsOf(definition, values), bounds);
}

CountersByEnum AddCounters(prometheus::Registry& registry, Metric metric, const LabelValues& values,
                           const google::protobuf::EnumDescriptor& type, absl::string_view prefix) {
  CountersByEnum counters;
  for (int i = 0; i < type.value_count(); ++i) {
    const auto number = static_cast<size_t>(type.value(i)->number());
    if (number == 0) continue;
    if (counters.size() <= number) counters.resize(number + 1);
    LabelValues all = values;
    all.push_back(absl::AsciiStrToLower(absl::StripPrefix(type.value(i)->name(), prefix)));
    counters[number] = &AddCounter(registry, metric, all);
  }
  return counters;
}

void Increment(const CountersByEnum& counters, int number) {
  if (number <= 0 || static_cast<size_t>(number) >= counters.size()) return;
  if (prometheus::Counter* counter = counters[static_cast<size_t>(number)]; counter != nullptr) counter->Increment();
}

prometheus::MetricFamily FamilyOf(Metric metric, const std::vector<Sample>& samples) {
  const MetricDefinition& definition = DefinitionOf(metric);
  prometheus::MetricFamily family;
  family.name = definition.name;
  family.help = definition.help;
  family.type = definition.type;
  for (const Sample& sample : samples) {
    prometheus::ClientMetric& metric_sample = family.metric.emplace_back();
    for (const auto& [name, value] : LabelsOf(definition, sample.labels)) metric_sample.label.push_back({name, value});
    // The serializer reads the one that the type names.
    metric_sample.counter.value = sample.value;
    metric_sample.gauge.value = sample.value;
  }
  return family;
}

}  // namespace berth
