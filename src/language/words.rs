//! Words that the library names at run time, and what is counted with its measure word; each table in the order of its English.

/// The Chinese of a word: kinds of work, items of cost, accountings, what became of a plan.
pub(super) fn chinese(english: &str) -> Option<&'static str> {
    found(WORDS, english)
}

/// What is counted: `12 个枢纽`.
pub(super) fn counted(one: &str) -> Option<&'static str> {
    found(COUNTED, one)
}

fn found(table: &[(&str, &'static str)], english: &str) -> Option<&'static str> {
    let place = table
        .binary_search_by(|(key, _)| (*key).cmp(english))
        .ok()?;
    table.get(place).map(|(_, chinese)| *chinese)
}

#[rustfmt::skip]
const WORDS: &[(&str, &str)] = &[
    ("accelerators", "加速卡"),
    ("bandwidth", "带宽费"),
    ("carbon", "碳成本"),
    ("carbon price", "碳价"),
    ("east", "东部"),
    ("electricity", "电费"),
    ("green premium", "绿证溢价"),
    ("hosting", "机架托管费"),
    ("inference", "推理"),
    ("infeasible", "无可行解"),
    ("location", "位置"),
    ("marginal", "边际"),
    ("market", "市场"),
    ("network", "网络"),
    ("never", "从不"),
    ("optimal", "最优"),
    ("rules", "规则"),
    ("scarcity", "稀缺价值"),
    ("shortfall", "有缺口"),
    ("storage", "存储"),
    ("training", "训练"),
    ("transfer", "数据传输费"),
    ("unbounded", "无界"),
    ("west", "西部"),
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
    ("figure", "项数据"),
    ("figure has", "项数据有"),
    ("hub", "个枢纽"),
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
