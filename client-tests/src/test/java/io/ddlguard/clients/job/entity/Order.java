package io.ddlguard.clients.job.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** With a column, two indexes and a foreign key that the table has not had. */
@Entity
@Table(
        name = "orders",
        indexes = {
            @Index(name = "orders_email", columnList = "email"),
            @Index(name = "orders_note", columnList = "note, total desc")
        })
public class Order {

    @Id
    private long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "customer_id", foreignKey = @ForeignKey(name = "orders_customer"))
    private Customer customer = new Customer();

    private @Nullable String email;

    @Column(precision = 12, scale = 2, nullable = false)
    private BigDecimal total = BigDecimal.ZERO;

    private @Nullable String note;

    /** Writes into the new column. */
    public void note(String text) {
        note = text;
    }
}
