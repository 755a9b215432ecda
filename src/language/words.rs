//! Words that the library names at run time, and what is counted with its measure word; each table in the order of its English.

/// The Chinese of a word: kinds of work, items of cost, accountings, what became of a plan.
pub(super) fn chinese(english: &str) -> Option<&'static str> {
    found(WORDS, english)
}

/// What is counted: `12 个枢纽`.
pub(super) fn counted(one: &str) -> Option<&'static str> {
    found(COUNTED, one)
}

/// The Chinese beside that English.
pub(super) fn found(table: &[(&str, &'static str)], english: &str) -> Option<&'static str> {
    let place = table
        .binary_search_by(|(key, _)| (*key).cmp(english))
        .ok()?;
    table.get(place).map(|(_, chinese)| *chinese)
}

#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("0 (off) or 1 (on)", "0（关）或 1（开）"),
    ("0 or more", "不小于 0"),
    ("0 or more, or `inf` for no limit", "不小于 0，或以 `inf` 表示无上限"),
    ("0 to 1", "0 至 1"),
    ("0.01 (a quarter of an hour) or more, or `inf` for no limit", "不小于 0.01（一刻钟），或以 `inf` 表示无上限"),
    ("1 or more", "不小于 1"),
    ("`all`, `east`, `west` or a hub", "`all`、`east`、`west` 或枢纽"),
    ("`east`, `west` or a hub", "`east`、`west` 或枢纽"),
    ("`east`, `west`, a hub, an origin, or `ORIGIN.HUB`", "`east`、`west`、枢纽、来源地或 `ORIGIN.HUB`"),
    ("`grid` or `direct`", "`grid` 或 `direct`"),
    ("`inference`, `training`, `storage` or a workload", "`inference`、`training`、`storage` 或工作负载"),
    ("`inference`, `training`, `storage`, a workload, `east`, `west` or a hub", "`inference`、`training`、`storage`、工作负载、`east`、`west` 或枢纽"),
    ("`inference`, `training`, `storage`, a workload, `east`, `west`, a hub, or `WORKLOAD.HUB`", "`inference`、`training`、`storage`、工作负载、`east`、`west`、枢纽或 `WORKLOAD.HUB`"),
    ("`inference`, `training`, `storage`, a workload, an origin, or `WORKLOAD.ORIGIN`", "`inference`、`training`、`storage`、工作负载、来源地或 `WORKLOAD.ORIGIN`"),
    ("`used` or `generated`", "`used` 或 `generated`"),
    ("`wind`, `solar`, `wind_solar`, `hydro`, `biomass` or `geothermal`", "`wind`、`solar`、`wind_solar`、`hydro`、`biomass` 或 `geothermal`"),
    ("`wind`, `solar`, another source or a contract", "`wind`、`solar`、其他电源或一份合同"),
    ("a finite number", "有限的数"),
    ("a list of changes, `[\"KEY=VALUE\", \"KEY*=FACTOR\"]`,", "改动列表，如 `[\"KEY=VALUE\", \"KEY*=FACTOR\"]`"),
    ("a name", "名称"),
    ("a title", "标题"),
    ("a training run", "训练任务"),
    ("a training run, `RUN.PERIOD` or `RUN.FIRST.LAST`", "训练任务、`RUN.PERIOD` 或 `RUN.FIRST.LAST`"),
    ("a trunk", "干线"),
    ("accelerator", "加速卡"),
    ("accelerator time per request", "每次请求的加速卡时间"),
    ("accelerators", "加速卡"),
    ("addition", "增量"),
    ("an accelerator", "加速卡"),
    ("an accelerator or `ACCELERATOR.HUB`", "加速卡或 `ACCELERATOR.HUB`"),
    ("an inference service", "推理业务"),
    ("bandwidth", "带宽费"),
    ("bandwidth price", "带宽价格"),
    ("baseline", "基准"),
    ("blocks", "分块阶段"),
    ("carbon", "碳成本"),
    ("carbon cap", "碳排放上限"),
    ("carbon price", "碳价"),
    ("carbon saved", "减排量"),
    ("case", "算例"),
    ("charge per contracted kW of green power", "每签约 kW 绿电的容量费"),
    ("checkpoint volume", "检查点数据量"),
    ("column", "列"),
    ("connection charge", "接入容量费"),
    ("contract", "合同"),
    ("cost saved", "节省成本"),
    ("data volume", "数据量"),
    ("delay of fibre in µs/km", "光纤时延（µs/km）"),
    ("demand share", "需求占比"),
    ("discount rate", "折现率"),
    ("east", "东部"),
    ("electricity", "电费"),
    ("electricity price", "电价"),
    ("emission factor", "排放因子"),
    ("equipment delay", "设备时延"),
    ("facility limit", "设施用电上限"),
    ("factor", "倍数"),
    ("feasibility", "可行性阶段"),
    ("from below", "自下逼近"),
    ("green premium", "绿证溢价"),
    ("green share", "绿电占比"),
    ("green share of all energy in every period", "每个时段全部电量的绿电占比"),
    ("grid fee", "输配电费用"),
    ("headroom gained", "新增余量"),
    ("hosting", "机架托管费"),
    ("hosting fee", "机架托管费"),
    ("hub", "枢纽"),
    ("hub share", "单个枢纽占比"),
    ("infeasible", "无可行解"),
    ("inference", "推理"),
    ("it has no `case.toml`", "其中没有 `case.toml`"),
    ("key", "键"),
    ("kind", "种类"),
    ("least green share of all energy in every period, of what is green in that period", "每个时段全部电量的最低绿电占比（按该时段的绿电）"),
    ("link capacity", "链路容量"),
    ("load per PB", "每 PB 负荷"),
    ("location", "位置"),
    ("marginal", "边际"),
    ("marginal emission factor", "边际排放因子"),
    ("market", "市场"),
    ("most green power that can be contracted", "最大可签绿电容量"),
    ("most that can be contracted", "最大可签容量"),
    ("network", "网络"),
    ("never", "从不"),
    ("no demand comes from", "没有需求来自"),
    ("no link belongs to", "没有链路属于"),
    ("no selector", "没有选择项"),
    ("no workload runs on", "没有工作负载使用"),
    ("nothing refers to", "没有任何内容引用"),
    ("number of accelerators", "加速卡数量"),
    ("number of hours", "小时数"),
    ("objective", "目标阶段"),
    ("optimal", "最优"),
    ("origin", "来源地"),
    ("over 0, or `inf` for no limit", "大于 0，或以 `inf` 表示无上限"),
    ("peak compute", "峰值算力"),
    ("period", "时段"),
    ("plan", "方案"),
    ("power contracts", "绿电合同"),
    ("price of contracted green power at the plant", "合同绿电的电厂侧价格"),
    ("price of green power", "绿电价格"),
    ("profile", "曲线"),
    ("residual emission factor", "剩余排放因子"),
    ("round trip", "往返时延"),
    ("round-trip limit", "往返时延上限"),
    ("route factor", "路由系数"),
    ("rules", "规则"),
    ("scarcity", "稀缺价值"),
    ("section", "节"),
    ("share of power drawn when idle", "空载功率占比"),
    ("share of training in the west", "西部训练占比"),
    ("shortfall", "有缺口"),
    ("storage", "存储"),
    ("the bandwidth price", "带宽价格"),
    ("the delay of equipment", "设备时延"),
    ("the delay of fibre", "光纤时延"),
    ("the hub", "枢纽"),
    ("the origin", "来源地"),
    ("the route factor", "路由系数"),
    ("the same at every hub by itself", "同上，逐枢纽计"),
    ("the workload", "工作负载"),
    ("ties", "并列阶段"),
    ("time for moving data in days", "数据搬迁天数"),
    ("today's plan", "当前方案"),
    ("traffic between its parts", "各部分间流量"),
    ("training", "训练"),
    ("transfer", "数据传输费"),
    ("transfer price", "传输价格"),
    ("trunk", "干线"),
    ("unbounded", "无界"),
    ("value", "取值"),
    ("west", "西部"),
    ("what the way of contracted green power to its hub costs", "合同绿电送到枢纽的费用"),
    ("workload", "工作负载"),
];

#[rustfmt::skip]
const COUNTED: &[(&str, &str)] = &[
    ("basis", "个基"),
    ("basis change", "次换基"),
    ("breakpoint", "个断点"),
    ("cell", "个单元格"),
    ("column", "列"),
    ("corner", "个顶点"),
    ("edge was not", "条边"),
    ("entry", "个非零元"),
    ("fault", "处错误"),
    ("figure", "项数据"),
    ("figure has", "项数据有"),
    ("hub", "个枢纽"),
    ("kind", "种"),
    ("link", "条链路"),
    ("more breakpoint is", "个断点"),
    ("more corner is", "个顶点"),
    ("origin", "个来源地"),
    ("part of the range is", "段范围"),
    ("part of the range of weights is", "段权重范围"),
    ("period", "个时段"),
    ("programme", "个规划"),
    ("programme solved", "个规划已求解"),
    ("region", "个区域"),
    ("row", "行"),
    ("row rests on it", "行以此为据"),
    ("scenario", "个情景"),
    ("shard", "个分片"),
    ("source", "个来源"),
    ("value", "个取值"),
    ("warning", "条警告"),
    ("workload", "类工作负载"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_are_in_order_and_chinese() {
        for table in [WORDS, COUNTED] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0));
            for (english, chinese) in table {
                assert!(!chinese.is_empty() && !chinese.is_ascii(), "{english}");
            }
        }
    }

    #[test]
    fn what_the_library_names_has_its_word() {
        use crate::case::{Accounting, Kind, Side};
        let kinds = Kind::ALL.map(Kind::name);
        let sides = [Side::East.name(), Side::West.name()];
        let accountings = Accounting::ALL.map(Accounting::name);
        for name in kinds.iter().chain(&sides).chain(&accountings) {
            assert!(chinese(name).is_some(), "{name}");
        }
        for (name, _) in crate::placement::Costs::default().items() {
            assert!(chinese(&name.replace('_', " ")).is_some(), "{name}");
        }
    }
}
