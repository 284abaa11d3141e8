"""Columns that point to customers, staff, stores, products and orders: the same names in every table."""

from __future__ import annotations

from crm_core.schema.contract import Column

CUSTOMER_NAMES = (
    "Customer", "Customer Number", "Customer No", "Client", "Client ID", "Cust", "Cust ID", "CustomerKey", "Buyer ID",
    "Account ID", "Contact ID", "Contact Name", "customerid", "partner_id", "Member ID",
    "ExternalReference", "客户编号", "客户", "客户ID", "顾客编号", "会员编号",
    "شناسه مشتری", "کد مشتری", "مشتری",
)  # fmt: skip
STAFF_NAMES = (
    "Agent", "Agent Name", "Assignee", "Assigned to", "Employee", "Employee ID", "Staff", "Representative", "Owner",
    "Case Owner", "Case Owner Alias", "OwnerId", "Ticket owner", "hubspot_owner_id", "Salesperson",
    "Operator", "Handled by", "OwningUser", "员工编号", "员工", "客服", "经办人", "کد کارمند", "کارمند", "کارشناس",
)  # fmt: skip
STORE_NAMES = (
    "Store", "Shop", "Branch", "Location", "Outlet", "Store Number", "Store No", "Store Code", "Branch Code",
    "门店编号", "门店", "店铺", "کد فروشگاه", "فروشگاه", "شعبه",
)  # fmt: skip
PRODUCT_NAMES = (
    "Product", "SKU", "Item", "Item Code", "Product Code", "Product SKU", "Article", "Lineitem sku", "productid",
    "产品编号", "产品", "商品编号", "商品", "کد محصول", "محصول", "کد کالا", "کالا",
)  # fmt: skip
ORDER_NAMES = (
    "Order", "Order Number", "Order No", "Invoice", "Invoice No", "Transaction ID", "Receipt Number",
    "订单编号", "订单号", "شماره سفارش", "سفارش",
)  # fmt: skip


def customer(*more: str, required: bool = False, comment: str = "The customer, by the key of customers.") -> Column:
    """Return the customer_id column of a table; `more` are names that only this table's files use."""
    names = (*CUSTOMER_NAMES, *more)
    return Column("customer_id", "key", comment, required, aliases=names, references="customers", privacy="personal")


def staff(*more: str, required: bool = False, comment: str = "The member of staff who dealt with it.") -> Column:
    """Return the staff_id column of a table."""
    names = (*STAFF_NAMES, *more)
    return Column("staff_id", "key", comment, required, aliases=names, references="staff", privacy="staff")


def store(*more: str, required: bool = False, comment: str = "The store where it took place.") -> Column:
    """Return the store_id column of a table."""
    return Column("store_id", "key", comment, required, aliases=(*STORE_NAMES, *more), references="stores")


def product(*more: str, required: bool = False, comment: str = "The product it is about.") -> Column:
    """Return the product_id column of a table."""
    return Column("product_id", "key", comment, required, aliases=(*PRODUCT_NAMES, *more), references="products")


def order(*more: str, comment: str = "The order it belongs to.") -> Column:
    """Return an order_id column that points to purchases."""
    return Column("order_id", "key", comment, aliases=(*ORDER_NAMES, *more), references="purchases")
