use super::Figure;
use crate::case::PowerContract;
use crate::parameter::Quantity;

pub(super) fn read(contract: &PowerContract, quantity: Quantity) -> Option<Figure<'_>> {
    Some(Figure::flat(match quantity {
        Quantity::ContractPrice => contract.price_cny_per_mwh,
        Quantity::ContractGridFee => contract.grid_fee_cny_per_mwh,
        Quantity::ContractConnection => contract.connection_cny_per_kw_month,
        Quantity::ContractMax => contract.mw_max,
        _ => return None,
    }))
}

pub(super) fn write(contract: &mut PowerContract, quantity: Quantity, value: f64) -> Option<()> {
    *match quantity {
        Quantity::ContractPrice => &mut contract.price_cny_per_mwh,
        Quantity::ContractGridFee => &mut contract.grid_fee_cny_per_mwh,
        Quantity::ContractConnection => &mut contract.connection_cny_per_kw_month,
        Quantity::ContractMax => &mut contract.mw_max,
        _ => return None,
    } = value;
    Some(())
}
