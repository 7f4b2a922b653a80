//! The instances and the people that there are: in files of our own form, and as AWS prints them.

mod cognito;
mod ec2;
mod instances;
mod json;
mod misfit;
mod people;
mod region;
mod tagging;
mod values;

pub(crate) use self::{
    instances::{Inventory, instances},
    misfit::{Fault, Misfit},
    people::{People, Person, people},
};
