//! A small case without a fault, and ways to spoil it.

use std::collections::BTreeMap;

use eastwest::input::{Loaded, Report, read_case_bytes};

/// Files by name.
pub type Files = BTreeMap<String, Vec<u8>>;

const CASE: &str = r#"name = "two-hubs"
title = "Two hubs, two origins, one of each workload"
horizon_hours = 8760

[exchange]
USD = 7.1

[carbon]
accounting = "location"
price_cny_per_t = 100

[network]
route_factor = 1.4
fibre_delay_us_per_km = 4.9
equipment_delay_ms = 1
price_cny_per_gbps_month = 12000

[policy]
hub_share_max = 0.9
"#;

const HUBS: &str = "\
hub,name,name_zh,side,lat_deg,lon_deg,capacity_mw,facility_limit_mw,pue,price_cny_per_kwh,hosting_cny_per_kw_month,green_share,emission_factor_kg_per_kwh,green_share_profile,source
wuhu,Wuhu,芜湖,east,31.35,118.29,100,,1.24,0.63,400,0.35,0.68,,S19
zhongwei,Zhongwei,中卫,west,37.5,105.2,300,330,1.2,0.36,216,0.8,0.64,solar,S27
";

const ORIGINS: &str = "\
origin,name,name_zh,lat_deg,lon_deg,demand_share
SH,Shanghai,上海,31.23,121.47,0.6
BJ,Beijing,北京,39.9,116.4,0.4
";

const LINKS: &str = "\
origin,hub,rtt_ms,capacity_gbps,trunk
# the rest is derived
SH,wuhu,6,400,
SH,zhongwei,27,400,west
";

const TRUNKS: &str = "trunk,capacity_gbps\nwest,600\n";

const ACCELERATORS: &str = "accelerator,peak_tflops,it_power_w\na100,312,800\n";

const INFERENCE: &str = "\
service,origin,requests_per_s,demand_profile,accelerator,accelerator_s_per_request,utilisation,traffic_kb_per_request,rtt_limit_ms,hubs_allowed
chat,SH,9000,daytime,a100,1.5,0.6,20,40,
chat,BJ,6000,daytime,a100,1.5,0.6,20,40,
";

const TRAINING: &str = "\
run,compute_pf_days,accelerator,utilisation,data_origin,data_tb,checkpoint_tb,accelerators_max,window_first_period,window_last_period,hubs_allowed
gpt,36400,a100,0.4,SH,45,10,10000,night,night,west|wuhu
";

const STORAGE: &str = "\
archive,origin,volume_pb,mw_per_pb,traffic_tb_per_pb_day,hubs_allowed
backup,*,500,0.004,5,
";

const PERIODS: &str = "period,hours\nday,4380\nnight,4380\n";

const PROFILES: &str = "period,daytime,solar\nday,1.2,1.1\nnight,0.8,0.9\n";

/// The files of the case without a fault.
pub fn good() -> Files {
    [
        ("case.toml", CASE),
        ("hubs.csv", HUBS),
        ("origins.csv", ORIGINS),
        ("links.csv", LINKS),
        ("trunks.csv", TRUNKS),
        ("accelerators.csv", ACCELERATORS),
        ("inference.csv", INFERENCE),
        ("training.csv", TRAINING),
        ("storage.csv", STORAGE),
        ("periods.csv", PERIODS),
        ("profiles.csv", PROFILES),
    ]
    .into_iter()
    .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
    .collect()
}

/// Reads files from memory.
pub fn read(files: &Files) -> Result<Loaded, Report> {
    read_case_bytes("two-hubs", files)
}

/// The good case with `from` replaced by `to` in one file, once.
pub fn edited(file: &str, from: &str, to: &str) -> Files {
    let mut files = good();
    edit(&mut files, file, from, to);
    files
}

/// Replaces `from` by `to` in one file, once; `from` must be there.
pub fn edit(files: &mut Files, file: &str, from: &str, to: &str) {
    let bytes = files.get_mut(file).expect("the file is there");
    let text = String::from_utf8(bytes.clone()).expect("the file is UTF-8");
    assert!(text.contains(from), "`{from}` is not in {file}");
    *bytes = text.replacen(from, to, 1).into_bytes();
}

/// The good case with one file replaced.
pub fn with(file: &str, content: impl AsRef<[u8]>) -> Files {
    let mut files = good();
    files.insert(file.to_owned(), content.as_ref().to_vec());
    files
}

/// The good case without some files.
pub fn without(names: &[&str]) -> Files {
    let mut files = good();
    files.retain(|name, _| !names.contains(&name.as_str()));
    files
}
