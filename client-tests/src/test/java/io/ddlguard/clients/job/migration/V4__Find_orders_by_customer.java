package io.ddlguard.clients.job.migration;

import java.sql.PreparedStatement;
import java.sql.Statement;
import org.flywaydb.core.api.migration.BaseJavaMigration;
import org.flywaydb.core.api.migration.Context;

/** A migration in Java: Flyway takes version and description from the name of the class. */
public final class V4__Find_orders_by_customer extends BaseJavaMigration {

    @Override
    public void migrate(Context context) throws Exception {
        try (Statement statement = context.getConnection().createStatement()) {
            statement.executeUpdate("CREATE INDEX orders_customer_id ON orders (customer_id)");
        }
        try (PreparedStatement statement =
                context.getConnection().prepareStatement("INSERT INTO coupons VALUES (?, ?, ?)")) {
            statement.setLong(1, 1);
            statement.setLong(2, 1);
            statement.setString(3, "of a Java migration");
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                context.getConnection().prepareStatement("CREATE INDEX orders_coupon_id ON orders (coupon_id)")) {
            statement.execute();
        }
    }
}
