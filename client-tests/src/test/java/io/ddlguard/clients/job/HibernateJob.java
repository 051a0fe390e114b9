package io.ddlguard.clients.job;

import io.ddlguard.clients.job.entity.Customer;
import io.ddlguard.clients.job.entity.Order;
import io.ddlguard.clients.job.entity.Review;
import org.hibernate.SessionFactory;
import org.hibernate.cfg.Configuration;

/** An application that lets Hibernate change the schema when it starts: a URL and a driver class. */
public final class HibernateJob {

    private HibernateJob() {}

    public static void main(String[] arguments) {
        try (SessionFactory application = start("update", arguments[0], arguments[1])) {
            application.inTransaction(session -> {
                Order order = session.find(Order.class, 1L);
                order.note("a note");
                session.persist(new Review(order, "a review"));
            });
        }
        start("validate", arguments[0], arguments[1]).close();
    }

    private static SessionFactory start(String schema, String url, String driver) {
        return new Configuration()
                .setProperty("hibernate.hbm2ddl.auto", schema)
                .setProperty("hibernate.hbm2ddl.halt_on_error", "true")
                .setProperty("hibernate.connection.url", url)
                .setProperty("hibernate.connection.driver_class", driver)
                .addAnnotatedClass(Customer.class)
                .addAnnotatedClass(Order.class)
                .addAnnotatedClass(Review.class)
                .buildSessionFactory();
    }
}
