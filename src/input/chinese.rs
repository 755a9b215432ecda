//! Headings of tables in Chinese, as spreadsheets write them: `电价（元/kWh）` is `price_cny_per_kwh`, `电价（元/兆瓦时）` is `price_cny_per_mwh`.
//!
//! A heading is a name of the list below, and behind it in brackets, if wanted, the unit, in signs or in Chinese. docs/case.md and
//! docs/zh/case.md have the list; what they say and what is read here are held together by a test.

use super::naming::{Field, Holds};
use crate::text::nearest::nearest;

/// Fields, and what they are called in Chinese: what is suggested stands first. Within a table no name means two fields.
#[rustfmt::skip]
const HEADINGS: &[(&str, &[&str])] = &[
    ("accelerator", &["加速卡", "加速卡型号", "芯片", "芯片型号"]),
    ("accelerator_hours", &["加速卡小时数", "卡时"]),
    ("accelerator_s_per_request", &["每次请求加速卡时间", "单次请求耗时"]),
    ("accelerators_max", &["加速卡数量上限", "最大卡数"]),
    ("archive", &["存储业务", "归档"]),
    ("capacity_gbps", &["带宽上限", "链路容量", "干线容量"]),
    ("capacity_mw", &["容量上限", "容量", "IT容量"]),
    ("checkpoint_tb", &["检查点数据量", "检查点"]),
    ("compute_pf_days", &["算力需求", "计算量"]),
    ("connection_cny_per_kw_month", &["接入容量费", "容量电费"]),
    ("contract", &["合同", "合同编号"]),
    ("data_origin", &["数据来源地", "数据所在地"]),
    ("data_tb", &["数据量", "训练数据量"]),
    ("demand_profile", &["需求曲线"]),
    ("demand_share", &["需求占比"]),
    ("emission_factor_kg_per_kwh", &["排放因子", "电网排放因子", "电力排放因子"]),
    ("emission_factor_profile", &["排放因子曲线"]),
    ("facility_limit_mw", &["设施用电上限", "用电上限"]),
    ("green_premium_cny_per_mwh", &["绿证溢价", "绿证价格", "绿电溢价"]),
    ("green_share", &["绿电占比", "绿电比例"]),
    ("green_share_profile", &["绿电占比曲线"]),
    ("grid_fee_cny_per_mwh", &["输配电费", "输配电价"]),
    ("group", &["分组", "组"]),
    ("hosting_cny_per_kw_month", &["机架托管费", "托管费", "机架租金"]),
    ("hours", &["小时数"]),
    ("hub", &["枢纽", "算力枢纽", "枢纽节点", "集群"]),
    ("hubs_allowed", &["允许的枢纽", "可用枢纽"]),
    ("hubs_max", &["枢纽数量上限", "最多枢纽数"]),
    ("idle_power_share", &["空载功率占比"]),
    ("installed", &["已有数量", "存量"]),
    ("it_power_w", &["IT功率", "单卡功率", "功率"]),
    ("kind", &["类型", "电源类型"]),
    ("lat_deg", &["纬度"]),
    ("lifetime_years", &["使用年限", "寿命"]),
    ("lon_deg", &["经度"]),
    ("marginal_emission_factor_kg_per_kwh", &["边际排放因子"]),
    ("max", &["数量上限"]),
    ("mw_max", &["可签容量上限", "最大签约容量"]),
    ("mw_per_pb", &["每PB负荷", "单位容量功率"]),
    ("name", &["名称", "英文名"]),
    ("name_zh", &["中文名", "中文名称"]),
    ("origin", &["来源地", "需求地", "用户所在地"]),
    ("paid_for", &["计费方式", "结算方式"]),
    ("peak_tflops", &["峰值算力"]),
    ("period", &["时段"]),
    ("price_cny", &["单价", "采购价", "价格"]),
    ("price_cny_per_gbps_month", &["带宽价格", "带宽费"]),
    ("price_cny_per_kwh", &["电价", "到户电价"]),
    ("price_cny_per_mwh", &["合同电价", "绿电价格"]),
    ("price_profile", &["电价曲线"]),
    ("profile", &["曲线", "出力曲线"]),
    ("pue", &["PUE", "电能利用效率"]),
    ("pue_profile", &["PUE曲线"]),
    ("requests_per_s", &["请求速率", "请求量", "每秒请求数"]),
    ("residual_emission_factor_kg_per_kwh", &["剩余排放因子", "剩余电量排放因子"]),
    ("rtt_limit_ms", &["往返时延上限", "时延上限"]),
    ("rtt_ms", &["往返时延", "时延"]),
    ("run", &["训练任务"]),
    ("service", &["推理业务", "业务"]),
    ("share", &["占比", "比例"]),
    ("side", &["区域", "东西部"]),
    ("supply", &["供电方式"]),
    ("sync_gbps_per_mw", &["同步流量"]),
    ("traffic_kb_per_request", &["每次请求流量", "单次请求流量"]),
    ("traffic_tb_per_pb_day", &["访问流量"]),
    ("transfer_cny_per_tb", &["数据传输费", "传输价格"]),
    ("transfer_days", &["数据搬迁天数", "搬迁天数"]),
    ("trunk", &["干线"]),
    ("utilisation", &["利用率", "算力利用率"]),
    ("volume_pb", &["存储量", "数据规模"]),
    ("window_first_period", &["首个可用时段", "起始时段"]),
    ("window_last_period", &["末个可用时段", "结束时段"]),
    ("workload", &["工作负载", "负载"]),
];

/// Ends of headings of comments.
const COMMENTS: [&str; 5] = ["备注", "说明", "来源", "出处", "状态"];

/// Units as they are written in Chinese, longer ones first, as the units of headings spell them.
#[rustfmt::skip]
const UNITS: &[(&str, &str)] = &[
    ("二氧化碳", ""), ("人民币", "cny"), ("千瓦时", "kwh"), ("兆瓦时", "mwh"), ("吉瓦时", "gwh"), ("千瓦", "kw"), ("兆瓦", "mw"), ("吉瓦", "gw"),
    ("美元", "usd"), ("毫秒", "ms"), ("微秒", "us"), ("分钟", "min"), ("小时", "h"), ("千克", "kg"), ("公斤", "kg"), ("公里", "km"), ("千米", "km"),
    ("请求", "requests"), ("co2", ""), ("gb/s", "gbps"), ("元", "cny"), ("度", "kwh"), ("瓦", "w"), ("秒", "s"), ("时", "h"), ("天", "day"), ("日", "day"),
    ("周", "week"), ("月", "month"), ("年", "year"), ("克", "g"), ("吨", "t"), ("米", "m"), ("次", "requests"), ("%", "percent"), ("％", "percent"),
];

/// Whether a heading is Chinese: one Chinese character is enough.
pub(super) fn is_chinese(heading: &str) -> bool {
    heading
        .chars()
        .any(|letter| ('\u{4e00}'..='\u{9fff}').contains(&letter))
}

/// Whether a column is a comment: `备注`, `电价来源`.
pub(super) fn is_comment(heading: &str) -> bool {
    COMMENTS.iter().any(|end| heading.ends_with(end))
}

/// The heading as docs/case.md writes it, in the unit that is stated; `None` of one that is none of `fields` in Chinese.
pub(super) fn heading(heading: &str, fields: &[Field]) -> Option<String> {
    let (name, unit) = apart(heading);
    let field = fields
        .iter()
        .find(|field| names(field.name).any(|of| of == name))?;
    let Holds::Number { unit: default } = field.holds else {
        return Some(field.name.to_owned());
    };
    let Some(unit) = unit.filter(|unit| !unit.trim().is_empty()) else {
        return Some(field.name.to_owned());
    };
    let stated = match (default, unit.trim()) {
        ("deg", "度" | "°") => default.to_owned(),
        _ => tokens(unit),
    };
    let stem = field.name.strip_suffix(default).unwrap_or(field.name);
    // a plain number has no `_` of its own before a unit
    let joint = if default.is_empty() { "_" } else { "" };
    Some(format!("{stem}{joint}{stated}"))
}

/// The Chinese name of one of `fields` that is most like this heading.
pub(super) fn meant(heading: &str, fields: &[Field]) -> Option<String> {
    let (name, _) = apart(heading);
    nearest(&name, fields.iter().flat_map(|field| names(field.name))).map(str::to_owned)
}

/// What a field is called in Chinese.
fn names(field: &'static str) -> impl Iterator<Item = &'static str> {
    let place = HEADINGS
        .binary_search_by(|(name, _)| (*name).cmp(field))
        .ok();
    let found = place.and_then(|place| HEADINGS.get(place));
    found
        .into_iter()
        .flat_map(|(_, names)| names.iter().copied())
}

/// Name and unit of a heading: `电价（元/kWh）`, `电价 (元/kWh)`, `电价/(元/kWh)`; blanks do not count.
fn apart(heading: &str) -> (String, Option<&str>) {
    let closed = heading
        .trim_end()
        .strip_suffix([')', '）', ']', '】', '］']);
    let (name, unit) =
        match closed.and_then(|inside| inside.split_once(['(', '（', '[', '【', '［'])) {
            Some((name, unit)) => (name.trim_end().trim_end_matches(['/', '／']), Some(unit)),
            None => (heading, None),
        };
    let name = name.chars().filter(|letter| !letter.is_whitespace());
    (name.collect(), unit)
}

/// A unit as headings spell it: `元/(kW·月)` as `cny_per_kw_month`.
fn tokens(unit: &str) -> String {
    let mut text = unit.to_lowercase().replace(['／', '每'], "/");
    for (chinese, token) in UNITS {
        text = text.replace(chinese, &format!("_{token}_"));
    }
    let mut parts = text.split('/').map(|part| {
        let is_letter = |letter: char| letter.is_alphanumeric();
        let tokens = part.split(|letter| !is_letter(letter));
        tokens
            .filter(|token| !token.is_empty())
            .collect::<Vec<_>>()
            .join("_")
    });
    let above = parts.next().unwrap_or_default();
    let below: Vec<String> = parts.filter(|part| !part.is_empty()).collect();
    match below.is_empty() {
        true => above,
        false => format!("{above}_per_{}", below.join("_")),
    }
}

#[cfg(test)]
mod tests {
    use super::super::schema;
    use super::*;
    use crate::case::draft::Table;

    #[test]
    fn every_field_of_a_table_has_a_name_of_its_own() {
        assert!(HEADINGS.is_sorted_by(|a, b| a.0 < b.0));
        for table in Table::LISTS {
            let fields = schema::columns(table);
            let all: Vec<&str> = fields.iter().flat_map(|field| names(field.name)).collect();
            for field in fields {
                let first = names(field.name).next();
                assert!(first.is_some(), "{} has no Chinese heading", field.name);
                for name in names(field.name) {
                    let count = all.iter().filter(|other| **other == name).count();
                    assert_eq!(count, 1, "{name} of {table:?}");
                    assert!(!is_comment(name), "{name} would be a comment");
                    assert_eq!(heading(name, fields).as_deref(), Some(field.name));
                }
            }
        }
    }

    #[test]
    fn units_are_read_in_signs_and_in_chinese() {
        let of = |table, text| heading(text, schema::columns(table));
        for (table, written, read) in [
            (Table::Hubs, "电价（元/kWh）", "price_cny_per_kwh"),
            (Table::Hubs, "电价 (元/千瓦时)", "price_cny_per_kwh"),
            (Table::Hubs, "电价（元/度）", "price_cny_per_kwh"),
            (Table::Hubs, "电价/（元/MWh）", "price_cny_per_mwh"),
            (Table::Hubs, "电价[美元每兆瓦时]", "price_usd_per_mwh"),
            (
                Table::Hubs,
                "机架托管费（元/kW/月）",
                "hosting_cny_per_kw_month",
            ),
            (
                Table::Hubs,
                "机架托管费（元/(kW·月)）",
                "hosting_cny_per_kw_month",
            ),
            (
                Table::Hubs,
                "排放因子（kgCO2/kWh）",
                "emission_factor_kg_per_kwh",
            ),
            (
                Table::Hubs,
                "排放因子（克二氧化碳/千瓦时）",
                "emission_factor_g_per_kwh",
            ),
            (Table::Hubs, "容量（兆瓦）", "capacity_mw"),
            (Table::Hubs, "容量（GW）", "capacity_gw"),
            (Table::Hubs, "绿电占比（%）", "green_share_percent"),
            (Table::Hubs, "纬度（度）", "lat_deg"),
            (Table::Links, "往返时延（毫秒）", "rtt_ms"),
            (
                Table::Links,
                "带宽价格（元/Gbps/月）",
                "price_cny_per_gbps_month",
            ),
            (Table::Inference, "请求速率（次/秒）", "requests_per_s"),
            (
                Table::Inference,
                "每次请求加速卡时间（秒/次）",
                "accelerator_s_per_requests",
            ),
            (Table::Storage, "存储量（PB）", "volume_pb"),
        ] {
            assert_eq!(of(table, written).as_deref(), Some(read), "{written}");
        }
        assert_eq!(of(Table::Hubs, "电费（元）"), None);
    }

    #[test]
    fn a_slip_of_the_pen_is_told_the_nearest_chinese_name() {
        let found = meant("机架托管赀（元/kW/月）", schema::columns(Table::Hubs));
        assert_eq!(found.as_deref(), Some("机架托管费"));
    }

    /// The pages list what is read, a line a field: `| \`hub\` | 枢纽、算力枢纽 |`.
    #[test]
    fn the_pages_list_what_is_read() {
        let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
        let page = std::fs::read_to_string(root.join("docs/zh/case.md")).expect("the page");
        for (field, names) in HEADINGS {
            let line = format!("| `{field}` | {} |", names.join("、"));
            assert!(
                page.lines().any(|of| of == line),
                "docs/zh/case.md lacks: {line}"
            );
        }
    }
}
