package io.ddlguard.clients.job.entity;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.ForeignKey;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.ManyToOne;
import jakarta.persistence.Table;

/** A table that is new. */
@Entity
@Table(name = "reviews", indexes = @Index(name = "reviews_text", columnList = "text"))
public class Review {

    @Id
    @GeneratedValue
    private long id;

    @ManyToOne(optional = false)
    @JoinColumn(name = "order_id", foreignKey = @ForeignKey(name = "reviews_order"))
    private Order order;

    @Column(nullable = false, unique = true)
    private String text;

    /** For Hibernate. */
    protected Review() {
        this(new Order(), "");
    }

    public Review(Order order, String text) {
        this.order = order;
        this.text = text;
    }
}
